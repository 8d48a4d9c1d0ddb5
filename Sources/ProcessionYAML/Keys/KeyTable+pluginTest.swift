import Procession

/// What stands in the list under `tests` of a plugin.
struct PluginTestDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var executor: Located<String>?
    var configuration: YAMLNode?
    var commands: [NamedValue<PluginCommandDraft>]?
    var expectation: PluginExpectationDraft?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<PluginTestDraft>(
        "a test",
        [
            Key(
                "name", Form<String>.text.located, into: \.name, isRequired: true, example: "name: greets",
                "What it shows."),
            Key(
                "executor", Form<String>.text.located, into: \.executor, default: "the only one",
                example: "executor: say", "The executor that is tried."),
            Key(
                "with", .any, into: \.configuration, default: "`{}`", example: "with: {text: hello}",
                "The configuration, as a task gives it; it may hold `${plugin.folder}`."),
            Key(
                "commands", .mapping(from: .text, to: .keys("map"), "map of names to commands"),
                into: \.commands, default: "none", example: "commands: {sendmail: {exit_code: 75}}",
                """
                Programs that stand in for those in `PATH` while the test runs: each prints, gives outputs and ends \
                as it says here.
                """),
            Key(
                "expect", .keys("map"), into: \.expectation, isRequired: true,
                example: "expect: {status: completed}", "What must come of it.")
        ])
}

/// What a stubbed command does.
struct PluginCommandDraft: KeyedDraft, Sendable {
    var exitCode: Int?
    var standardOutput: String?
    var standardError: String?
    var outputs: [NamedValue<String>]?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<PluginCommandDraft>(
        "a command",
        [
            Key(
                "exit_code", .integer(0...255), into: \.exitCode, default: "`0`", example: "exit_code: 1",
                "How it ends."),
            Key(
                "stdout", .text, into: \.standardOutput, default: "nothing", example: "stdout: done", "What it prints."),
            Key(
                "stderr", .text, into: \.standardError, default: "nothing", example: "stderr: no such host",
                "What it prints as errors."),
            Key(
                "outputs", .mapping(from: .variable(of: "an output"), to: .text, "map of names to texts"),
                into: \.outputs, default: "none", example: "outputs: {rows: 3}",
                "What it writes to `$PROCESSION_OUTPUT`.")
        ])
}

/// What a test of a plugin expects.
struct PluginExpectationDraft: KeyedDraft {
    var arguments: [String]?
    var standardInput: String?
    var status: PluginTest.Status?
    var errorClass: ErrorClass?
    var message: String?
    var outputs: YAMLNode?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<PluginExpectationDraft>(
        "an expectation",
        [
            Key(
                "status", .word("a status"), into: \.status, isRequired: true, example: "status: failed",
                "How the task ends."),
            Key(
                "argv", .list(of: .text, "list of texts"), into: \.arguments, example: "argv: [echo, hello]",
                "The command line of a declarative executor, to the last argument."),
            Key(
                "stdin", .text, into: \.standardInput, example: "stdin: hello",
                "What the program is given on its standard input."),
            Key(
                "class", .word("an error class"), into: \.errorClass, example: "class: unavailable",
                "The class of the failure."),
            Key(
                "message", .text, into: \.message, example: "message: no such host", "A part of the failure's message."),
            Key("outputs", .any, into: \.outputs, example: "outputs: {rows: 3}", "The outputs, all of them.")
        ])
}

extension Form<[PluginTestDraft]> {
    static let pluginTests = Form.list(of: .keys("map"), "list of tests")
}
