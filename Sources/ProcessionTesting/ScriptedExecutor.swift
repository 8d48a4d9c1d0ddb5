public import Procession
import Synchronization

/// An executor that does what a test has written down for each task, attempt by attempt.
///
/// It is registered as `scripted`; its configuration is ignored. A task without a script completes at once.
public final class ScriptedExecutor: ProcessionExecutor {
    /// What one attempt does.
    public enum Step: Sendable {
        case complete(outputs: [String: Value] = [:])
        case fail(TaskFailure)
        /// Prints a text and completes.
        case print(String)
        /// Goes on until it is cancelled.
        case hang
        /// Goes on until ``ScriptedExecutor/release(_:)`` is called for the task, then completes.
        case block
    }

    /// One call of the executor.
    public struct Call: Sendable, Equatable {
        public var task: TaskName
        public var attempt: Int
        public var idempotencyKey: String
    }

    public struct Configuration: Codable, Sendable {
        public init() {}
        public init(from decoder: any Decoder) {}
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        }
    }

    private struct State {
        var steps: [TaskName: [Step]]
        var calls: [Call] = []
        var running: Set<TaskName> = []
        var held: Set<TaskName> = []
        var mostRunning = 0
        var releases: [TaskName: AsyncStream<Void>.Continuation] = [:]
        var released: Set<TaskName> = []
    }

    public static var descriptor: ExecutorDescriptor {
        ExecutorDescriptor(
            name: "scripted", summary: "Does what a test has written down.", configuration: .any)
    }

    private let state: Mutex<State>

    /// - Parameter steps: what each task does, attempt by attempt; the last step is repeated.
    public init(_ steps: [TaskName: [Step]] = [:]) { state = Mutex(State(steps: steps)) }

    /// All calls so far, in the order in which they began.
    public var calls: [Call] { state.withLock { $0.calls } }
    /// The tasks that run now.
    public var running: Set<TaskName> { state.withLock { $0.running } }
    /// The tasks that have come to a ``Step/hang``, or a ``Step/block`` that was not released.
    public var held: Set<TaskName> { state.withLock { $0.held } }
    /// How many ran at the same time at most.
    public var mostRunning: Int { state.withLock { $0.mostRunning } }

    /// Lets a task go on that is at, or will come to, a ``Step/block``.
    public func release(_ task: TaskName) {
        state.withLock { state in
            state.released.insert(task)
            state.held.remove(task)
            return state.releases.removeValue(forKey: task)
        }?.finish()
    }

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let step = state.withLock { state -> Step in
            let steps = state.steps[context.task] ?? []
            let index = min(state.calls.count { $0.task == context.task }, steps.count - 1)
            state.calls.append(
                Call(task: context.task, attempt: context.attempt, idempotencyKey: context.idempotencyKey))
            state.running.insert(context.task)
            state.mostRunning = max(state.mostRunning, state.running.count)
            return index >= 0 ? steps[index] : .complete()
        }
        defer {
            state.withLock { state in
                state.running.remove(context.task)
                state.held.remove(context.task)
            }
        }
        switch step {
        case .complete(let outputs): return .completed(outputs: outputs)
        case .fail(let failure): return .failed(failure)
        case .print(let text):
            context.log(text)
            return .completed()
        case .hang:
            state.withLock { _ = $0.held.insert(context.task) }
            await forever()
            throw CancellationError()
        case .block:
            await released(context.task)
            try Task.checkCancellation()
            return .completed()
        }
    }

    /// Returns when the Swift task is cancelled.
    private func forever() async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        continuation.finish()
    }

    private func released(_ task: TaskName) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let isReleased = state.withLock { state in
            state.releases[task] = continuation
            if state.released.contains(task) { return true }
            state.held.insert(task)
            return false
        }
        if isReleased { return }
        for await _ in stream {}
    }
}
