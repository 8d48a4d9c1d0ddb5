import Procession
import Synchronization

/// Stands for a registered executor: looks like it to everybody, and gives back what a test has written down.
struct StubbedExecutor: DescribedExecutor {
    let real: RegisteredExecutor
    let script: TestScript

    var descriptor: ExecutorDescriptor { real.descriptor }
    func summary(of configuration: Value) -> String { real.summary(of: configuration) }
    func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] { real.violations(in: configuration) }

    func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
        let exitCode = descriptor.startsChildProcess ? 0 : nil
        switch script.next(for: context.task, command: real.summary(of: configuration)) {
        case .complete(let outputs, let log)?:
            context.log(log)
            return .completed(outputs: outputs, exitCode: exitCode)
        case .fail(let failure, let log)?:
            context.log(log)
            return .failed(failure)
        case .hang?:
            script.hang(context.task, true)
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            for await _ in stream {}
            continuation.finish()
            script.hang(context.task, false)
            throw CancellationError()
        case nil:
            let declared = descriptor.outputs.merging(context.declaredOutputs) { _, own in own }
            return .completed(
                outputs: declared.mapValues(\.plainValue).merging(descriptor.sampleOutputs) { _, sample in sample },
                exitCode: exitCode)
        }
    }
}

/// What a test has written down for its tasks, and how far they are.
final class TestScript: Sendable {
    struct Call: Sendable {
        var task: TaskName
        var command: String
    }

    private let results: [TaskName: [ProcessTypeTest.Result]]
    private let recorded = Mutex<[Call]>([])
    private let hung = Mutex<Set<TaskName>>([])

    init(_ results: [TaskName: [ProcessTypeTest.Result]]) { self.results = results }

    /// Every attempt so far, in the order in which they began.
    var calls: [Call] { recorded.withLock { $0 } }

    /// The tasks that go on until they are cancelled, and have not been yet.
    var hanging: Set<TaskName> { hung.withLock { $0 } }

    func hang(_ task: TaskName, _ isHanging: Bool) {
        hung.withLock { tasks in
            if isHanging { tasks.insert(task) } else { tasks.remove(task) }
        }
    }

    /// What the next attempt of a task gives back; nil where the test says nothing.
    func next(for task: TaskName, command: String) -> ProcessTypeTest.Result? {
        let number = recorded.withLock { calls in
            calls.append(Call(task: task, command: command))
            return calls.count { $0.task == task } - 1
        }
        guard let results = results[task], !results.isEmpty else { return nil }
        return results[min(number, results.count - 1)]
    }
}

extension ValueType {
    /// What an output of the type is where a test doesn't say.
    fileprivate var plainValue: Value {
        switch self {
        case .string, .path: ""
        case .integer: 0
        case .number: 0
        case .boolean: false
        case .url: "https://example.org"
        case .duration: "1s"
        case .date: "2026-01-01"
        case .list: []
        case .map: [:]
        }
    }
}
