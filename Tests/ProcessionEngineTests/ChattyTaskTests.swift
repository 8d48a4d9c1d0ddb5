import Dispatch
import Procession
import ProcessionEngine
import ProcessionTesting
import Synchronization
import Testing

@Suite("A task that floods its log", .timeLimit(.minutes(2)))
struct ChattyTaskTests {
    /// A task that prints for as long as the others are at work, and a hundred megabytes at least.
    private final class Chatter: Sendable {
        static let line = Array("\(String(repeating: "x", count: 99))\n".utf8)
        static let leastLines = 1_000_000

        private let lines = Atomic<Int>(0)
        private let othersAreDone = Atomic<Bool>(false)

        var bytes: Int { lines.load(ordering: .relaxed) * Self.line.count }

        func end() { othersAreDone.store(true, ordering: .relaxed) }

        /// Prints line by line, on a thread of its own like the children of tasks.
        func talk(to reporter: any TaskReporter) async {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "chatter").async {
                    while self.lines.load(ordering: .relaxed) < Self.leastLines
                        || !self.othersAreDone.load(ordering: .relaxed)
                    {
                        reporter.log(Self.line, stream: .stdout)
                        self.lines.add(1, ordering: .relaxed)
                    }
                    continuation.resume()
                }
            }
        }
    }

    private struct ChattyExecutor: ProcessionExecutor {
        struct Configuration: Codable, Sendable {}

        static let descriptor = ExecutorDescriptor(
            name: "chatty", summary: "Prints very much.", configuration: .object(.init([])))

        let chatter: Chatter

        func execute(_ configuration: Configuration, context: TaskContext) async -> TaskResult {
            await chatter.talk(to: context.reporter)
            return .completed()
        }
    }

    @Test("others go on while it prints, memory and log stay within bounds, and the log says what it lacks")
    func flood() async throws {
        let chatter = Chatter()
        let fixture = try await EngineFixture()
        try fixture.executors.register(ChattyExecutor(chatter: chatter))
        try fixture.add(
            ProcessDefinition(
                type: "chatty", tasks: [TaskDefinition(name: "talk", executor: "chatty", configuration: [:])]))
        try fixture.add(
            ProcessDefinition(type: "others", tasks: (0..<500).map { .scripted(TaskName("task-\($0)"), needs: []) }))
        // On the real clock, so that output is written while it comes.
        let limit = 1 << 20
        let orchestrator = ProcessOrchestrator(
            store: fixture.store, types: fixture.types, executors: fixture.executors,
            configuration: EngineConfiguration(logInterval: .milliseconds(20), outputLimit: limit))
        let controller = ProcessController(orchestrator: orchestrator)
        try await orchestrator.start()
        let before = ProcessProbe.memory

        let chatty = try await controller.startProcess(try await controller.createProcess(type: "chatty").id)
        let others = try await controller.startProcess(try await controller.createProcess(type: "others").id)
        #expect(try await orchestrator.waitForEnd(of: others.id).status == .completed)
        #expect(try await controller.results.execution(chatty.id).status == .inProgress)
        chatter.end()
        #expect(try await orchestrator.waitForEnd(of: chatty.id).status == .completed)

        #expect(ProcessProbe.memory - before < 64)
        let logs = try await controller.results.logs(of: chatty.id)
        let whole = logs.filter { $0.stream == .stdout }
        // Of the line in which the cut begins, only the end of it is none that was printed.
        let kept = whole.filter { $0.content != "\n" }
        #expect(whole.count == kept.count + 1)
        #expect(whole.map(\.content).joined().split(separator: "\n").allSatisfy { $0.utf8.count < Chatter.line.count })
        let keptBytes = kept.map(\.content.utf8.count).reduce(0, +)
        #expect(keptBytes <= limit)
        #expect(keptBytes > limit - 64 * 1024)
        // Begun at the beginning, ended at the end, and no byte unaccounted for.
        #expect(kept.first?.offset == 0)
        #expect(kept.last.map { $0.offset + $0.content.utf8.count } == chatter.bytes)
        #expect(
            logs.filter { $0.stream == .system }.map(\.content) == [
                "[… \(chatter.bytes - keptBytes) bytes of output were cut here …]\n"
            ])
        await orchestrator.stop()
        try await fixture.close()
    }
}
