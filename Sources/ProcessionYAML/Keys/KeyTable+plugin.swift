import Procession

/// What stands in a `plugin.yaml`.
struct PluginDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var version: String?
    var summary: String?
    var description: String?
    var protocolNumber: Int?
    var requires: [String]?
    var program: [String]?
    var environment: [NamedValue<YAMLNode>]?
    var startTimeout: Duration?
    var heartbeatTimeout: Duration?
    var idleTimeout: Duration?
    var maximumTasks: Int?
    var executors: [PluginExecutorDraft]?
    var tests: [PluginTestDraft]?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<PluginDraft>(
        "a plugin",
        [
            Key(
                "name", Form.name(of: "a plugin").located, into: \.name, isRequired: true, example: "name: mail",
                "What the plugin is called; the first one of a name that is found counts."),
            Key("version", .text, into: \.version, example: "version: 1.10", "For people."),
            Key(
                "summary", .text, into: \.summary, isRequired: true, example: "summary: Sends mail.",
                "One sentence for lists."),
            Key(
                "description", .text, into: \.description, example: "description: Through **sendmail**.",
                "Markdown for people."),
            Key(
                "requires", .list(of: .text, "list of names"), into: \.requires, default: "none",
                example: "requires: [sendmail]",
                "Programs that must be in `PATH`; the registries say which are missing."),
            Key(
                "executors", .pluginExecutors, into: \.executors,
                example: "executors: [{name: say, summary: Says it., argv: [echo, hello]}]",
                "What a declarative plugin brings. An executable one says it when it is asked to `describe` itself."),
            Key(
                "program", .list(of: .text, "list of texts"), into: \.program,
                example: "program: [python3, plugin.py]",
                """
                The command line of an executable plugin. It is started in the plugin's folder; a plain name is \
                searched in `PATH`, a path with a slash starts at the folder.
                """),
            Key(
                "protocol", .integer(1...1_000_000), into: \.protocolNumber, default: "`1`",
                example: "protocol: 1", "The protocol that an executable plugin speaks."),
            Key(
                "env", .environment, into: \.environment, example: "env: {LC_ALL: C}",
                "Variables for everything that the plugin starts; they may hold `${plugin.folder}`."),
            Key(
                "start_timeout", .duration, into: \.startTimeout, default: "`10s`", example: "start_timeout: 30s",
                "How long an executable plugin may take for `initialize`, and then for `describe`."),
            Key(
                "heartbeat_timeout", .duration, into: \.heartbeatTimeout, default: "`30s`",
                example: "heartbeat_timeout: 2m",
                "How long an executable plugin may be silent about a task before it counts as unresponsive."),
            Key(
                "idle_timeout", .duration, into: \.idleTimeout, default: "`1m`", example: "idle_timeout: 10m",
                "How long an executable plugin without tasks is kept running."),
            Key(
                "max_tasks", .integer(1...10_000), into: \.maximumTasks, default: "`64`", example: "max_tasks: 1",
                "How many tasks an executable plugin is given at the same time; others wait."),
            Key(
                "tests", .pluginTests, into: \.tests,
                example: "tests: [{name: greets, with: {text: hi}, expect: {status: completed}}]",
                "What `procession plugins test` tries.")
        ])
}

/// What an executable plugin answers when it is asked to describe itself.
struct PluginDescriptionDraft: KeyedDraft {
    var executors: [PluginExecutorDraft]?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<PluginDescriptionDraft>(
        "a plugin's description",
        [
            Key(
                "executors", .pluginExecutors, into: \.executors, isRequired: true,
                example: "executors: [{name: say, summary: Says it.}]", "What the plugin brings.")
        ])
}
