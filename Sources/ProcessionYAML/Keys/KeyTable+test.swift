import Procession

/// What stands in a file of tests.
struct TestFileDraft: KeyedDraft {
    var tests: [TestDraft]?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<TestFileDraft>(
        "a file of tests",
        [
            Key(
                "tests", .list(of: .keys("test"), "list of tests"), into: \.tests, isRequired: true,
                example: "tests: [{name: all goes well, expect: {status: COMPLETED}}]",
                "The tests of the type that the file is named after.")
        ])
}

/// One test of a process type.
struct TestDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var inputs: [NamedValue<YAMLNode>]?
    var tasks: [NamedValue<[ResultDraft]>]?
    var expect: ExpectationDraft?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<TestDraft>(
        "a test",
        [
            Key(
                "name", Form.text.located, into: \.name, isRequired: true, example: "name: a failed load is repeated",
                "What holds if the test passes."),
            Key(
                "inputs", .values(of: "an input"), into: \.inputs, default: "none",
                example: "inputs: {user_id: ann}", "The input of the process; relative paths start at the file."),
            Key(
                "tasks", .results, into: \.tasks, default: "every task completes",
                example: "tasks: {load: [{outputs: {rows: 3}}]}",
                "What the attempts of a task give back, one after the other; the last one is repeated."),
            Key(
                "expect", .keys("map"), into: \.expect, isRequired: true, example: "expect: {status: COMPLETED}",
                "What must have come of it.")
        ])
}

/// What an attempt gives back.
struct ResultDraft: KeyedDraft {
    var outputs: [NamedValue<YAMLNode>]?
    var log: String?
    var failure: FailureDraft?
    var hangs: Bool?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<ResultDraft>(
        "a result",
        [
            Key(
                "outputs", .values(of: "an output"), into: \.outputs, default: "none",
                example: "outputs: {rows: 3}", "The outputs of an attempt that completes."),
            Key("log", .text, into: \.log, default: "nothing", example: "log: 3 rows", "What the attempt prints."),
            Key(
                "fail", .failure, into: \.failure, example: "fail: {class: communication}",
                "The attempt fails. `fail: no such table` is short for `fail: {message: no such table}`."),
            Key(
                "hang", .boolean, into: \.hangs, default: "`false`", example: "hang: true",
                "Whether the attempt goes on until its timeout ends it.")
        ])
}

/// How an attempt fails.
struct FailureDraft: KeyedDraft {
    var errorClass: ErrorClass?
    var message: String?
    var code: String?
    var exitCode: Int?
    var retryAfter: Duration?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<FailureDraft>(
        "a failure",
        [
            Key(
                "class", .word("an error class"), into: \.errorClass, default: "`runtime`", example: "class: timeout",
                "Decides whether there is another attempt."),
            Key(
                "message", .text, into: \.message, default: "`failed`", example: "message: no such table", "The error."),
            Key("code", .text, into: \.code, example: "code: http-404", "The executor's own word for it."),
            Key(
                "exit_code", .integer(0...255), into: \.exitCode, example: "exit_code: 7",
                "The exit code of the child process."),
            Key(
                "retry_after", .duration, into: \.retryAfter, example: "retry_after: 30s",
                "When the other side wants to be asked again.")
        ])
}

/// What must have come of a process.
struct ExpectationDraft: KeyedDraft {
    var status: ProcessStatus?
    var tasks: [NamedValue<TaskStatus>]?
    var order: [String]?
    var attempts: [NamedValue<Int>]?
    var outputs: [NamedValue<YAMLNode>]?
    var commands: [NamedValue<String>]?
    var refusal: String?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<ExpectationDraft>(
        "an expectation",
        [
            Key(
                "status", .word("a state of a process"), into: \.status, example: "status: COMPLETED",
                "How the process ends."),
            Key(
                "tasks", .mapping(from: .taskName, to: .word("a state of a task"), "map of task names to states"),
                into: \.tasks, example: "tasks: {notify: SKIPPED}", "How tasks and handlers end."),
            Key(
                "order", .list(of: .text, "list of task names"), into: \.order, example: "order: [load, report]",
                "These start in this order; others may start in between."),
            Key(
                "attempts", .mapping(from: .taskName, to: .integer(0...1001), "map of task names to integers"),
                into: \.attempts, example: "attempts: {load: 2}", "How many attempts tasks take."),
            Key(
                "outputs", .values(of: "an output"), into: \.outputs, example: "outputs: {rows: 3}",
                "Outputs of the process."),
            Key(
                "commands", .mapping(from: .taskName, to: .text, "map of task names to texts"), into: \.commands,
                example: "commands: {greet: echo hello}",
                "What lists show of a task's work, with `${...}` resolved: the quoted arguments, the shell text."),
            Key(
                "refused", .text, into: \.refusal, example: "refused: must be at least 1",
                "The process can't be made, and the reason holds this text.")
        ])
}

extension Form<String> {
    fileprivate static let taskName = Form.name(of: "a task")
}

extension Form<[NamedValue<YAMLNode>]> {
    fileprivate static func values(of subject: String) -> Form {
        .mapping(from: .variable(of: subject), to: .any, "map of names to values")
    }
}

extension Form<FailureDraft> {
    fileprivate static let failure = Form(
        "map, or the message alone", schema: ["anyOf": [EditorSchema.text, FailureDraft.keys.schema]]
    ) { node, reading in
        guard node.scalar != nil else { return FailureDraft.keys.read(node, reading) }
        var draft = FailureDraft(at: node)
        draft.message = Form<String>.text.read(node, reading)
        return draft
    }
}

extension Form<[NamedValue<[ResultDraft]>]> {
    fileprivate static let results = Form.mapping(
        from: .taskName, to: .list(of: .keys("result"), "list of results"), "map of task names to lists of results")
}
