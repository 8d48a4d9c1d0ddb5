import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Synchronization
import Testing

@Suite("Events as a sequence", .timeLimit(.minutes(1)))
struct EventTests {
    @Test("a reader that goes on where it was misses nothing and sees nothing twice, while many write")
    func resumes() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("work", tasks: "a", "b")
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let writing = Task {
            for _ in 0..<20 {
                let ids = try await withThrowingTaskGroup(of: ProcessID.self) { group in
                    for _ in 0..<5 {
                        group.addTask {
                            let id = try await controller.createProcess(type: "work").id
                            try await controller.startProcess(id)
                            return id
                        }
                    }
                    return try await group.reduce(into: [ProcessID]()) { $0.append($1) }
                }
                for id in ids { try await fixture.end(of: id, with: controller) }
            }
        }
        // Each reader takes seven events and goes away; the next one starts after the last.
        var seen: [EventRecord] = []
        while seen.filter({ $0.kind == "execution.ended" }).count < 100 {
            let events = ProcessEvents(store: fixture.store, after: seen.last?.id ?? 0)
            var count = 0
            for try await event in events {
                seen.append(event)
                count += 1
                if count == 7 || seen.filter({ $0.kind == "execution.ended" }).count == 100 { break }
            }
        }
        try await writing.value
        let all = try await fixture.store.events(after: 0, process: nil, limit: 10_000)
        #expect(seen == all)
        #expect(all.count >= 900)
        await controller.orchestrator.stop()
        try await fixture.close()
    }

    @Test("a reader of one process sees its events only, and one without a cursor those to come")
    func scope() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("work", tasks: "a")
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        let first = try await controller.createProcess(type: "work").id
        let second = try await controller.createProcess(type: "work").id
        var ofSecond = ProcessEvents(store: fixture.store, after: 0, of: second).makeAsyncIterator()
        #expect(try await ofSecond.next()?.kind == "process.created")
        // Where this one starts is settled by its first look, so events go on coming until it has seen one.
        let seen = Mutex<EventRecord?>(nil)
        let coming = Task {
            var events = ProcessEvents(store: fixture.store).makeAsyncIterator()
            let event = try await events.next()
            seen.withLock { $0 = event }
        }
        while seen.withLock({ $0 }) == nil {
            try await controller.startProcess(first)
            try await controller.stopProcess(first)
            try await ContinuousClock().sleep(for: .milliseconds(20))
        }
        try await coming.value
        let event = seen.withLock { $0 }
        #expect(event?.processID == first)
        #expect(event?.kind != "process.created")
        try await controller.startProcess(second)
        #expect(try await ofSecond.next()?.kind == "execution.started")
        try await fixture.close()
    }
}
