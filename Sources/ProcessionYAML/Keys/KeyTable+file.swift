import Procession

/// What stands in a file.
struct FileDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var summary: String?
    var description: String?
    var version: String?
    var tags: [String]?
    var inputs: [InputDraft]?
    var environment: [NamedValue<YAMLNode>]?
    var secrets: [Located<String>]?
    var defaults: DefaultsDraft?
    var timeout: Duration?
    var failsFast: Bool?
    var tasks: [TaskDraft]?
    var onSuccess: [TaskDraft]?
    var onFailure: [TaskDraft]?
    var onStop: [TaskDraft]?
    var finally: [TaskDraft]?
    var outputs: [NamedValue<YAMLNode>]?
    var schedules: [ScheduleDraft]?
    var concurrency: ConcurrencyDraft?
    var priority: Int?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<FileDraft>(
        "a process type",
        [
            Key(
                "name", Form.name(of: "a process type").located, into: \.name, isRequired: true,
                example: "name: nightly-report", "What the type is called: the name of the file without `.yaml`."),
            Key("summary", .text, into: \.summary, example: "summary: Builds the report.", "One sentence for lists."),
            Key(
                "description", .text, into: \.description, example: "description: Runs **every** night.",
                "Markdown for people."),
            Key("version", .text, into: \.version, example: "version: 1.10", "For people."),
            Key(
                "tags", .list(of: .text, "list of texts"), into: \.tags, example: "tags: [reports, nightly]",
                "For people."),
            Key(
                "inputs", .inputs, into: \.inputs, default: "none", example: "inputs: {day: date}",
                "What a process of this type is given. `day: date` is short for `day: {type: date}`."),
            Key(
                "env", .environment, into: \.environment, example: "env: {LANG: C.UTF-8}",
                "Variables for every task."),
            Key(
                "secrets",
                .list(of: Form.environmentVariable(of: "a secret").located, "list of names")
                    .keeping(["uniqueItems": true]),
                into: \.secrets, default: "none", example: "secrets: [API_TOKEN]",
                "The secrets that tasks may name as `${secrets.API_TOKEN}`."),
            Key(
                "defaults", .keys("map"), into: \.defaults, example: "defaults: {timeout: 30m}",
                "What holds for tasks and handlers that don't say."),
            Key(
                "timeout", .duration, into: \.timeout, default: "none", example: "timeout: 2h",
                "Bound on a whole execution."),
            Key(
                "fail_fast", .boolean, into: \.failsFast, default: "`true`", example: "fail_fast: false",
                """
                Whether no new task starts after one has failed. With `false`, tasks that don't need the failed one \
                go on.
                """),
            Key(
                "tasks", .tasks, into: \.tasks, isRequired: true,
                example: "tasks: [{name: hello, shell: echo hello}]",
                "The steps. Each needs the one before it unless it says otherwise."),
            Key(
                "on_success", .handlers, into: \.onSuccess, example: "on_success: [{name: praise, shell: echo done}]",
                "Tasks that run after all others when the process has completed."),
            Key(
                "on_failure", .handlers, into: \.onFailure,
                example: "on_failure: [{name: tell, command: [echo, \"${error.message}\"]}]",
                "Tasks that run after all others when the process has failed."),
            Key(
                "on_stop", .handlers, into: \.onStop, example: "on_stop: [{name: undo, shell: echo stopped}]",
                "Tasks that run after all others when the process was stopped."),
            Key(
                "finally", .handlers, into: \.finally, example: "finally: [{name: clean-up, shell: rm -rf scratch}]",
                "Tasks that run at the very end, whatever has happened."),
            Key(
                "outputs", .processOutputs, into: \.outputs, default: "none",
                example: "outputs: {day: \"${execution.scheduled_for}\"}", "What the process gives back."),
            Key(
                "concurrency", .keys("map"), into: \.concurrency, default: "no limit",
                example: "concurrency: {limit: 1}",
                "How many executions run at the same time; see [limits](limits.md)."),
            Key(
                "priority", .integer(TaskPriority.range), into: \.priority, default: "`0`", example: "priority: 5",
                "Added to the priority of each task."),
            Key(
                "schedules", .schedules, into: \.schedules, default: "none",
                example: "schedules: [{id: nightly, cron: \"0 3 * * *\"}]",
                "Processes that an engine makes for the type, and starts by themselves.")
        ])

    /// The lists of tasks in the order in which they can run; the main one has no trigger.
    var groups: [TaskGroup] {
        let handlers: [(HandlerTrigger, [TaskDraft]?)] = [
            (.onSuccess, onSuccess), (.onFailure, onFailure), (.onStop, onStop), (.finally, finally)
        ]
        return [TaskGroup(trigger: nil, tasks: tasks ?? [])]
            + handlers.compactMap { trigger, tasks in tasks.map { TaskGroup(trigger: trigger, tasks: $0) } }
    }

    /// Tasks and handlers.
    var everyTask: some Sequence<TaskDraft> { groups.lazy.flatMap(\.tasks) }
}

/// The tasks of a file, or its handlers for one trigger.
struct TaskGroup {
    var trigger: HandlerTrigger?
    var tasks: [TaskDraft]
}
