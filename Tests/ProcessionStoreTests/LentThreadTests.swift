import Foundation
import Glibc
import Procession
import ProcessionStore
import Testing

@Suite("Threads that are lent to the writer", .timeLimit(.minutes(1)))
struct LentThreadTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("procession.db")
    }

    /// Which threads did what follows from a task's end.
    private struct Trace: Sendable {
        var task: UInt
        var writing: UInt
        var next: UInt
    }

    @Test("what follows from the end of a task is written by its thread, which then does the next task")
    func chain() async throws {
        defer { folder.remove() }
        let store = try await SQLProcessStore.sqlite(at: path, access: .owner())
        let writer = try #require(store.writer)
        let trace = await withCheckedContinuation { (continuation: CheckedContinuation<Trace?, Never>) in
            let task = try? DedicatedThread.task({ UInt(pthread_self()) }) { task in
                // Begins on this thread, which goes on to the transaction, and to what is started after that.
                Task(executorPreference: writer) {
                    let writing = try? await store.database.write { _ in UInt(pthread_self()) }
                    let next = try? DedicatedThread.task { UInt(pthread_self()) }
                    guard let writing, let next = await next?.value else { return continuation.resume(returning: nil) }
                    continuation.resume(returning: Trace(task: task, writing: writing, next: next))
                }
            }
            if task == nil { continuation.resume(returning: nil) }
        }
        let threads = try #require(trace)
        #expect(threads.writing == threads.task)
        #expect(threads.next == threads.task)
        try await store.close()
    }

    @Test("a thread that writes for one store keeps no other one waiting")
    func twoStores() async throws {
        defer { folder.remove() }
        let stores = [
            try await SQLProcessStore.sqlite(at: path, access: .owner()),
            try await SQLProcessStore.sqlite(at: folder.path("other.db"), access: .owner())
        ]
        let writers = try stores.map { try #require($0.writer) }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let task = try? DedicatedThread.task({}) { _ in
                let work = zip(stores, writers).map { store, writer in
                    Task(executorPreference: writer) {
                        try? await store.create(.sample("p1"), actor: "cli", now: Date())
                    }
                }
                Task {
                    for task in work { await task.value }
                    continuation.resume()
                }
            }
            if task == nil { continuation.resume() }
        }
        for store in stores {
            #expect(try await store.statistics().processes == [.pending: 1])
            try await store.close()
        }
    }

    @Test("writes of many threads at once are all carried out, whoever serves")
    func many() async throws {
        defer { folder.remove() }
        let store = try await SQLProcessStore.sqlite(at: path, access: .owner())
        let writer = try #require(store.writer)
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                            let task = try? DedicatedThread.task({ ProcessID("p\(lane)-\(number)") }) { id in
                                Task(executorPreference: writer) {
                                    try? await store.create(.sample(id), actor: "cli", now: Date())
                                    continuation.resume()
                                }
                            }
                            if task == nil { continuation.resume() }
                        }
                    }
                }
            }
        }
        #expect(try await store.statistics().processes == [.pending: 400])
        try await store.close()
    }
}
