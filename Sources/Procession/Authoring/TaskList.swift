/// The tasks of a process with its handlers: what the body of a ``TypedProcessType`` builds.
public struct TaskList: Sendable, Equatable {
    public var tasks: [TaskDefinition]
    public var handlers: [HandlerTrigger: [TaskDefinition]]
    /// Variables for every task; values may hold `${...}`.
    public var environment: [String: Value] = [:]
    /// Names of the secrets that tasks may use.
    public var secrets: [String] = []
    /// Bound on a whole execution; nil is none.
    public var timeout: Duration?
    /// Whether no new task starts after one has failed.
    public var failFast = true
    /// Outputs of the process: name to a text that holds `${...}`.
    public var outputs: [String: Value] = [:]

    public init(_ tasks: [TaskDefinition] = [], handlers: [HandlerTrigger: [TaskDefinition]] = [:]) {
        self.tasks = tasks
        self.handlers = handlers
    }

    /// Tasks that run when the process has completed.
    public static func onSuccess(@TaskListBuilder _ tasks: () throws -> TaskList) rethrows -> TaskList {
        TaskList(handlers: [.onSuccess: try tasks().tasks])
    }

    /// Tasks that run when the process has failed.
    public static func onFailure(@TaskListBuilder _ tasks: () throws -> TaskList) rethrows -> TaskList {
        TaskList(handlers: [.onFailure: try tasks().tasks])
    }

    /// Tasks that run when the process was stopped.
    public static func onStop(@TaskListBuilder _ tasks: () throws -> TaskList) rethrows -> TaskList {
        TaskList(handlers: [.onStop: try tasks().tasks])
    }

    /// Tasks that run at the very end, whatever has happened.
    public static func finally(@TaskListBuilder _ tasks: () throws -> TaskList) rethrows -> TaskList {
        TaskList(handlers: [.finally: try tasks().tasks])
    }

    /// Variables for every task.
    public static func environment(_ variables: [String: TemplateText]) -> TaskList {
        with(\.environment, variables.mapValues(Value.template))
    }

    /// The secrets that tasks may refer to.
    public static func secrets(_ names: String...) -> TaskList { with(\.secrets, names) }

    /// A bound on a whole execution.
    public static func timeout(_ limit: Duration) -> TaskList { with(\.timeout, limit) }

    /// Lets tasks that don't need a failed one go on.
    public static func goingOnAfterFailures() -> TaskList { with(\.failFast, false) }

    /// What the process gives back, such as ``TaskDefinition/output(_:)`` of one of its tasks.
    public static func outputs(_ outputs: [String: TemplateText]) -> TaskList {
        with(\.outputs, outputs.mapValues(Value.template))
    }

    private static func with<Setting>(_ property: WritableKeyPath<TaskList, Setting>, _ value: Setting) -> TaskList {
        var list = TaskList()
        list[keyPath: property] = value
        return list
    }

    /// Both lists, one after the other; settings of the later one win.
    mutating func append(_ other: TaskList) {
        tasks += other.tasks
        handlers.merge(other.handlers, uniquingKeysWith: +)
        environment.merge(other.environment) { _, later in later }
        secrets += other.secrets.filter { !secrets.contains($0) }
        timeout = other.timeout ?? timeout
        failFast = failFast && other.failFast
        outputs.merge(other.outputs) { _, later in later }
    }
}
