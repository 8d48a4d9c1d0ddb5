import Procession

/// What stands in an element of `tasks` or of a list of handlers.
struct TaskDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var needs: [Located<String>]?
    var condition: YAMLNode?
    var items: YAMLNode?
    var maxParallel: Located<Int>?
    var environment: [NamedValue<YAMLNode>]?
    var workingDirectory: YAMLNode?
    var timeout: Duration?
    var retry: RetryPolicy?
    var allowsFailure: Bool?
    var onInterruption: InterruptionPolicy?
    var outputs: [NamedValue<ValueType>]?
    var description: String?
    var pool: String?
    var priority: Int?
    /// What carries the task out; nil where that has been reported as wrong.
    var work: TaskWork?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<TaskDraft>(
        "a task",
        [
            Key(
                "name", Form.name(of: "a task").located, into: \.name, isRequired: true, example: "name: load",
                "What the task is called; no other task or handler of the file has this name."),
            Key(
                "needs", .list(of: Form.text.located, "list of task names").keeping(["uniqueItems": true]),
                into: \.needs, default: "the task before it", example: "needs: []",
                "The tasks that must end well first. `[]` starts at once; several names join branches."),
            Key(
                "when", .condition, into: \.condition, default: "always", example: "when: inputs.dry_run == false",
                """
                Whether the task runs. A task whose expression is false is SKIPPED: those that need it go on, and its \
                outputs are null.
                """),
            Key(
                "env", .environment, into: \.environment, example: "env: {MODE: fast}",
                "Variables for this task, over those of the file."),
            Key(
                "working_directory", .template, into: \.workingDirectory, default: "the folder of the file",
                example: "working_directory: /var/tmp", "Where the task runs; relative to the folder of the file."),
            Key(
                "timeout", .duration, into: \.timeout, default: "`1h`", example: "timeout: 5m",
                "Bound on one attempt. What still runs then is ended, and the attempt has failed."),
            Key(
                "retry", .retry, into: \.retry, default: "no retry", example: "retry: {max_retries: 3, delay: 10s}",
                "When a failed attempt is followed by another."),
            Key(
                "allow_failure", .boolean, into: \.allowsFailure, default: "`false`", example: "allow_failure: true",
                "Whether the process goes on, and is COMPLETED, though this task has FAILED."),
            Key(
                "on_interruption", .word("an interruption policy"), into: \.onInterruption,
                default: "`retry`", example: "on_interruption: fail",
                "What happens to an attempt whose engine died: it is made again, or the task fails."),
            Key(
                "outputs", .taskOutputs, into: \.outputs, example: "outputs: {rows: integer}",
                "What the task writes to the file `$PROCESSION_OUTPUT`, and its types."),
            Key(
                "for_each", .items, into: \.items, default: "one task", example: "for_each: [a, b]",
                """
                One task for each item of a list, which is `${item}` there and the variable `item`. A list may hold \
                `${...}`; null gives no items. What needs the task waits for all of them, and finds a list for each \
                output, in the order of the items.
                """),
            Key(
                "max_parallel", Form.integer(1...1_000_000).located, into: \.maxParallel,
                default: "as many as there are slots", example: "max_parallel: 4",
                "How many of the tasks of `for_each` run at the same time."),
            Key("description", .text, into: \.description, example: "description: Loads the file.", "For people."),
            Key(
                "pool", Form.name(of: "a pool"), into: \.pool, default: "none", example: "pool: database",
                "Slots that it shares with tasks of any process; a pool that nobody has set has one. See [limits](limits.md)."
            ),
            Key(
                "priority", .integer(TaskPriority.range), into: \.priority, default: "`0`", example: "priority: 10",
                "Which of several tasks that are ready goes first: a point is worth 15 seconds of waiting.")
        ],
        relations: ["dependentRequired": ["max_parallel": ["for_each"]]])
}

extension Form<[TaskDraft]> {
    static let tasks = Form(
        "list of tasks", schema: ["type": "array", "items": EditorSchema.task, "minItems": 1]
    ) { node, reading in
        guard !node.isEmpty, node.elements?.isEmpty != true else {
            reading.report(
                "missing-task", "'tasks' needs at least one task", at: node.range,
                hint: "such as '- name: hello'")
            return nil
        }
        return handlers.read(node, reading)
    }

    static let handlers = Form.list(
        of: Form<TaskDraft>("task", schema: EditorSchema.task) { node, reading in TaskDraft.read(node, reading) },
        "list of tasks")
}
