import Procession

/// What a plugin says about one of its executors.
struct PluginExecutorDraft: KeyedDraft {
    let node: YAMLNode
    var name: Located<String>?
    var summary: String?
    var description: String?
    var parameters: [InputDraft]?
    var configuration: YAMLNode?
    var arguments: Located<[YAMLNode]>?
    var environment: [NamedValue<YAMLNode>]?
    var standardInput: YAMLNode?
    var exitCodes: [NamedValue<ExitMeaning>]?
    var outputs: [NamedValue<PluginOutputDraft>]?
    var examples: [PluginExampleDraft]?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<PluginExecutorDraft>(
        "an executor",
        [
            Key(
                "name", Form.name(of: "an executor").located, into: \.name, isRequired: true, example: "name: mail",
                "The key under which tasks use it."),
            Key(
                "summary", .text, into: \.summary, isRequired: true, example: "summary: Sends a mail.",
                "One sentence for lists."),
            Key(
                "description", .text, into: \.description, example: "description: Through **sendmail**.",
                "Markdown for people."),
            Key(
                "parameters", .inputs, into: \.parameters, default: "none", example: "parameters: {to: string}",
                "What a task configures it with: written like the inputs of a process type."),
            Key(
                "configuration", .any, into: \.configuration, example: "configuration: {kind: any}",
                "In the description of an executable plugin, instead of `parameters`: the schema of any configuration."
            ),
            Key(
                "argv", Form.list(of: .template, "list of texts that may hold `${...}`").located,
                into: \.arguments, example: "argv: [sendmail, \"${to}\"]",
                """
                The program and its arguments. Each element is one argument; one that is a single `${...}` is left \
                out if its value is null, and is as many arguments as it has elements if it is a list.
                """),
            Key(
                "env", .environment, into: \.environment, example: "env: {SUBJECT: \"${subject}\"}",
                "Variables for the program, which may hold `${...}`."),
            Key(
                "stdin", .template, into: \.standardInput, default: "nothing", example: "stdin: \"${text}\"",
                "What the program reads from its standard input."),
            Key(
                "exit_codes", .exitMeanings, into: \.exitCodes, default: "`{0: success}`",
                example: "exit_codes: {75: unavailable}",
                "What exit codes mean: `success` or an error class. All others are of class `runtime`."),
            Key(
                "outputs", .pluginOutputs, into: \.outputs, default: "none", example: "outputs: {rows: integer}",
                "The values that it gives back. `rows: integer` is short for `rows: {type: integer}`."),
            Key(
                "examples", .list(of: .keys("map"), "list of examples"), into: \.examples,
                example: "examples: [{title: Greet, yaml: \"name: greet\\nsay: {text: hello}\"}]",
                "Whole tasks, for the documentation.")
        ])
}

/// What an exit code stands for.
enum ExitMeaning: Sendable, Equatable {
    case success
    case failure(ErrorClass)
}

/// What a plugin says about one output of an executor.
struct PluginOutputDraft: KeyedDraft, Sendable {
    enum Source: String, CaseIterable, Sendable { case file, stdout }

    var type: ValueType?
    var source: Source?
    var description: String?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<PluginOutputDraft>(
        "an output",
        [
            Key(
                "type", .word("a type of output"), into: \.type, default: "`string`", example: "type: integer",
                "What the value must be."),
            Key(
                "from", .word("a source of an output"), into: \.source, default: "`file`", example: "from: stdout",
                """
                Where a declarative plugin finds it: in the file that `$PROCESSION_OUTPUT` names, or in what the \
                program prints, blanks around it removed.
                """),
            Key("description", .text, into: \.description, example: "description: Rows read.", "For people.")
        ])
}

/// A task in the documentation of an executor.
struct PluginExampleDraft: KeyedDraft, Sendable {
    var title: String?
    var yaml: String?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<PluginExampleDraft>(
        "an example",
        [
            Key("title", .text, into: \.title, isRequired: true, example: "title: Greet", "What it shows."),
            Key(
                "yaml", .text, into: \.yaml, isRequired: true,
                example: "yaml: \"name: greet\\nsay: {text: hello}\"", "A task, as it stands in the list under `tasks`."
            )
        ])
}

extension Form<[PluginExecutorDraft]> {
    static let pluginExecutors = Form.list(of: .keys("map"), "list of executors")
}

extension Form<[NamedValue<PluginOutputDraft>]> {
    fileprivate static let pluginOutputs = Form.mapping(
        from: .variable(of: "an output"), to: .output, "map of names to types")
}

extension Form<PluginOutputDraft> {
    fileprivate static let output = Form("type or map") { node, reading in
        guard node.scalar != nil else { return PluginOutputDraft.keys.read(node, reading) }
        var draft = PluginOutputDraft(at: node)
        draft.type = Form<ValueType>.word("a type of output").read(node, reading)
        return draft.type == nil ? nil : draft
    }
}

extension Form<[NamedValue<ExitMeaning>]> {
    fileprivate static let exitMeanings = Form.mapping(
        from: .exitCode, to: .exitMeaning, "map of codes to meanings")
}

extension Form<String> {
    fileprivate static let exitCode = Form("0 to 255") { node, reading in
        Form<Int>.integer(0...255).read(node, reading).map { String($0) }
    }
}

extension Form<ExitMeaning> {
    fileprivate static let exitMeaning = Form("`success` or an error class") { node, reading in
        let classes = ErrorClass.allCases.filter { $0 != .cancelled && $0 != .lost }
        let words = ["success"] + classes.map(\.rawValue)
        guard let text = node.scalar?.text, !node.isEmpty else {
            reading.reportWrongType(node, expected: "'success' or an error class")
            return nil
        }
        if text == "success" { return .success }
        if let errorClass = classes.first(where: { $0.rawValue == text }) { return .failure(errorClass) }
        reading.report(
            "invalid-value", "'\(text)' is no meaning of an exit code", at: node.range,
            hint: NearestName.hint(for: text, among: words) ?? "it is one of \(words.joined(separator: ", "))")
        return nil
    }
}
