/// A test of a process type: what its tasks give back, and what must come of it.
///
/// The real engine carries it out; only the executors are replaced, by the results that stand here.
public struct ProcessTypeTest: Sendable {
    public var name: String
    public var input: [String: Value]
    /// What each attempt of a task gives back; the last one is repeated.
    ///
    /// A task without any completes, with a plain value for each output that it declares.
    public var results: [TaskName: [Result]]
    public var expectation: Expectation
    /// Where it was written; nil for a test in Swift.
    public var location: SourceLocation?

    /// What one attempt gives back instead of the executor.
    public enum Result: Sendable, Equatable {
        case complete(outputs: [String: Value] = [:], log: String = "")
        case fail(TaskFailure, log: String = "")
        /// Goes on until it is cancelled, such as by the task's timeout.
        case hang
    }

    /// What must hold at the end; what is nil or empty is not looked at.
    public struct Expectation: Sendable, Equatable {
        public var status: ProcessStatus?
        public var tasks: [TaskName: TaskStatus]
        /// These tasks start in this order; others may start in between.
        public var order: [TaskName]
        /// How many attempts tasks take.
        public var attempts: [TaskName: Int]
        public var outputs: [String: Value]
        /// What people read of the last attempt, `${...}` resolved: the quoted arguments, the shell text.
        public var commands: [TaskName: String]
        /// The process is refused for a reason that holds this text.
        public var refusal: String?

        public init(
            status: ProcessStatus? = nil, tasks: [TaskName: TaskStatus] = [:], order: [TaskName] = [],
            attempts: [TaskName: Int] = [:], outputs: [String: Value] = [:], commands: [TaskName: String] = [:],
            refusal: String? = nil
        ) {
            self.status = status
            self.tasks = tasks
            self.order = order
            self.attempts = attempts
            self.outputs = outputs
            self.commands = commands
            self.refusal = refusal
        }
    }

    public init(
        _ name: String, input: [String: Value] = [:], results: [TaskName: [Result]] = [:], expect: Expectation,
        location: SourceLocation? = nil
    ) {
        self.name = name
        self.input = input
        self.results = results
        expectation = expect
        self.location = location
    }
}
