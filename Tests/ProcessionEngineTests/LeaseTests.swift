import ChildProcesses
import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Synchronization
import Testing

@Suite("Leases, and replies that are lost", .timeLimit(.minutes(1)))
struct LeaseTests {
    /// The line between one engine and the database, which a test can cut.
    private final class Line: StoreFaults {
        private let isCut = Mutex(false)
        private let replyToLose = Mutex<String?>(nil)
        private let callsWhileCut = Mutex(0)

        func cut() { isCut.withLock { $0 = true } }
        func mend() { isCut.withLock { $0 = false } }
        /// Loses the reply to the next call of this name, once.
        func loseReply(to name: String) { replyToLose.withLock { $0 = name } }
        var hasLostReply: Bool { replyToLose.withLock { $0 == nil } }
        /// How many calls found the line cut.
        var failures: Int { callsWhileCut.withLock { $0 } }

        func before(_ call: FaultyStore.Call) throws(ProcessionError) {
            guard isCut.withLock({ $0 }) else { return }
            callsWhileCut.withLock { $0 += 1 }
            throw ProcessionError(.databaseUnavailable, "the line is cut")
        }

        func after(_ call: FaultyStore.Call) throws(ProcessionError) {
            let isLost = replyToLose.withLock { name in
                guard let wanted = name, call.name.hasPrefix(wanted) else { return false }
                name = nil
                return true
            }
            if isLost { throw ProcessionError(.databaseUnavailable, "the reply is lost") }
        }
    }

    /// Engines on one host over one database that several may write.
    private struct Shared {
        let store: SQLProcessStore
        let clock = TestClock()
        let types = ProcessTypeRegistry()

        init(isExclusive: Bool = false) throws {
            store = SQLProcessStore(database: try SQLiteMemory(isExclusive: isExclusive))
            try types.register(
                FixedType(definition: ProcessDefinition(type: "work", tasks: [.scripted("a")])))
        }

        func engine(_ executor: ScriptedExecutor, _ line: Line) throws -> ProcessController {
            let executors = ExecutorRegistry()
            try executors.register(executor)
            return ProcessController(
                orchestrator: ProcessOrchestrator(
                    store: FaultyStore(store, faults: line), types: types, executors: executors,
                    configuration: EngineConfiguration(shutdownGrace: .zero), clock: clock,
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        }

        /// Ends engines while time goes on: they may be about to try something again.
        func end(_ engines: ProcessController...) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for engine in engines { group.addTask { await engine.orchestrator.stop() } }
                try await clock.advance { try await store.liveWorkers().isEmpty }
                try await group.waitForAll()
            }
        }
    }

    @Test("a worker that can't renew its lease lets go of its tasks before others may take them, and comes back")
    func selfFence() async throws {
        let shared = try Shared()
        let line = Line()
        let first = ScriptedExecutor(["a": [.hang]]), second = ScriptedExecutor()
        let engine = try shared.engine(first, line)
        try await engine.orchestrator.start()
        let id = try await engine.createProcess(type: "work").id
        try await engine.startProcess(id)
        await shared.clock.advance { first.running == ["a"] }

        let cut = shared.clock.monotonic
        line.cut()
        let other = try shared.engine(second, Line())
        try await other.orchestrator.start()
        await shared.clock.advance { first.running.isEmpty }
        #expect(shared.clock.monotonic - cut <= .seconds(8))
        #expect(second.calls.isEmpty)
        try await shared.clock.advance { try await other.manager.process(id).status == .completed }
        #expect(second.calls.map(\.attempt) == [2])

        line.mend()
        try await shared.clock.advance { try await shared.store.liveWorkers().count == 2 }
        try await shared.end(engine, other)
        #expect(try await shared.store.check() == [])
        try await shared.store.close()
    }

    @Test("a worker that has let go waits for the database at its ease, though tasks are due")
    func quietFence() async throws {
        let shared = try Shared()
        let line = Line()
        let failure = TaskFailure(.unavailable, "not yet")
        let executor = ScriptedExecutor(["a": [.fail(failure), .complete()]])
        try shared.types.register(
            FixedType(
                definition: ProcessDefinition(
                    type: "retried",
                    tasks: [.scripted("a", retry: RetryPolicy(maxRetries: 1, delay: .seconds(20), jitter: .none))])))
        let engine = try shared.engine(executor, line)
        try await engine.orchestrator.start()
        let id = try await engine.createProcess(type: "retried").id
        try await engine.startProcess(id)
        try await shared.clock.advance {
            try await engine.getProcessState(id).tasks.map(\.status) == [.waiting]
        }
        line.cut()
        let due = shared.clock.monotonic + .seconds(60)
        await shared.clock.advance { shared.clock.monotonic >= due }
        // Each duty asks once in its interval: a few times a second, all together.
        #expect(line.failures < 1000)
        line.mend()
        try await shared.clock.advance { try await engine.manager.process(id).status == .completed }
        // Of the worker whose lease is over, the engine takes note at its next look.
        try await shared.clock.advance { try await shared.store.liveWorkers().count == 1 }
        try await shared.end(engine)
        try await shared.store.close()
    }

    /// Its first attempt starts a child that does not care for SIGTERM.
    private struct StubbornExecutor: ProcessionExecutor {
        struct Configuration: Codable, Sendable {}

        static var descriptor: ExecutorDescriptor {
            ExecutorDescriptor(
                name: "stubborn", summary: "Goes on for ever.", configuration: .any, startsChildProcess: true)
        }

        func execute(_ configuration: Configuration, context: TaskContext) async -> TaskResult {
            let text = "\(context.attempt == 1 ? "trap '' TERM; " : "")while :; do sleep 1; done"
            return await TaskChild([.text("sh"), .text("-c"), .text(text)]).run(in: context)
        }
    }

    @Test("the child of a task whose lease is over is killed at once, though it would be given long to stop")
    func fencedChild() async throws {
        let store = SQLProcessStore(database: try SQLiteMemory(isExclusive: false))
        let line = Line(), types = ProcessTypeRegistry(), executors = ExecutorRegistry()
        try executors.register(StubbornExecutor())
        try types.register(
            FixedType(
                definition: ProcessDefinition(
                    type: "work", tasks: [TaskDefinition(name: "a", executor: "stubborn", configuration: .map([:]))])))
        let orchestrator = ProcessOrchestrator(
            store: FaultyStore(store, faults: line), types: types, executors: executors,
            configuration: EngineConfiguration(
                heartbeatInterval: .milliseconds(200), leaseDuration: .seconds(2), shutdownGrace: .zero,
                stopGrace: .seconds(600)),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            reap: { attempt in
                let marker = AttemptMarker(
                    executionID: attempt.executionID, taskID: attempt.taskID, attempt: attempt.attempt)
                await OrphanedChild.kill(attempt.child, marker: marker)
            })
        let engine = ProcessController(orchestrator: orchestrator)
        try await orchestrator.start()
        let id = try await engine.createProcess(type: "work").id
        let execution = try await engine.startProcess(id).id
        var child: ChildIdentity?
        while child == nil {
            try await Task.sleep(for: .milliseconds(20))
            child = try await store.attempts(of: execution).first?.child
        }
        let pid = try #require(child).pid
        line.cut()
        while ProcessProbe.isAlive(pid) { try await Task.sleep(for: .milliseconds(20)) }
        line.mend()
        await orchestrator.stop()
        try await store.close()
    }

    /// Goes on until it is cancelled, and says then what it knows of the reason.
    private struct WatchfulExecutor: ProcessionExecutor {
        struct Configuration: Codable, Sendable {}

        static var descriptor: ExecutorDescriptor {
            ExecutorDescriptor(name: "watchful", summary: "Goes on for ever.", configuration: .any)
        }

        let onEnd: @Sendable (Bool) -> Void
        let onStart: @Sendable () -> Void

        func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
            onStart()
            try? await context.clock.sleep(for: .seconds(86_400))
            onEnd(context.isFenced)
            throw CancellationError()
        }
    }

    @Test("an executor can tell that its worker has lost the task from a stop", arguments: [true, false])
    func fencedContext(isFenced: Bool) async throws {
        let shared = try Shared()
        let line = Line(), executors = ExecutorRegistry()
        let seen = Mutex((hasStarted: false, isFenced: Bool?.none))
        try executors.register(
            WatchfulExecutor(
                onEnd: { isFenced in seen.withLock { $0.isFenced = isFenced } },
                onStart: { seen.withLock { $0.hasStarted = true } }))
        try shared.types.register(
            FixedType(
                definition: ProcessDefinition(
                    type: "watched",
                    tasks: [TaskDefinition(name: "a", executor: "watchful", configuration: .map([:]))])))
        let engine = ProcessController(
            orchestrator: ProcessOrchestrator(
                store: FaultyStore(shared.store, faults: line), types: shared.types, executors: executors,
                configuration: EngineConfiguration(shutdownGrace: .zero), clock: shared.clock,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        try await engine.orchestrator.start()
        let id = try await engine.createProcess(type: "watched").id
        try await engine.startProcess(id)
        await shared.clock.advance { seen.withLock { $0.hasStarted } }
        if isFenced { line.cut() } else { try await engine.stopProcess(id) }
        await shared.clock.advance { seen.withLock { $0.isFenced } != nil }
        #expect(seen.withLock { $0.isFenced } == isFenced)
        line.mend()
        try await shared.end(engine)
        try await shared.store.close()
    }

    @Test("a worker that alone can write goes on, however long its lease can't be renewed")
    func exclusive() async throws {
        let shared = try Shared(isExclusive: true)
        let line = Line()
        let executor = ScriptedExecutor(["a": [.block]])
        let engine = try shared.engine(executor, line)
        try await engine.orchestrator.start()
        let id = try await engine.createProcess(type: "work").id
        try await engine.startProcess(id)
        await shared.clock.advance { executor.running == ["a"] }
        line.cut()
        let end = shared.clock.monotonic + .seconds(60)
        await shared.clock.advance { shared.clock.monotonic >= end }
        #expect(executor.running == ["a"])
        executor.release("a")
        line.mend()
        try await shared.clock.advance { try await engine.manager.process(id).status == .completed }
        #expect(executor.calls.count == 1)
        try await shared.end(engine)
        try await shared.store.close()
    }

    @Test("a task whose claim was committed, but whose reply was lost, is carried out all the same, once")
    func lostReply() async throws {
        let shared = try Shared(isExclusive: true)
        let line = Line()
        let executor = ScriptedExecutor()
        let engine = try shared.engine(executor, line)
        let id = try await engine.createProcess(type: "work").id
        let execution = try await engine.startProcess(id).id
        line.loseReply(to: "exchange")
        try await engine.orchestrator.start()
        try await shared.clock.advance { try await engine.manager.process(id).status == .completed }
        #expect(line.hasLostReply)
        #expect(executor.calls.map(\.attempt) == [1])
        #expect(try await shared.store.attempts(of: execution).map(\.outcome) == [.completed])
        try await shared.end(engine)
        try await shared.store.close()
    }
}
