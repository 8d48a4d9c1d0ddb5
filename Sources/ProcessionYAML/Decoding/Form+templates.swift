import Procession

extension Form<YAMLNode> {
    /// A text in which references are resolved later; the node is kept because mistakes in it have places, too.
    static let template = Form("text, may hold `${...}`", schema: EditorSchema.text) { node, reading in
        Form<String>.text.read(node, reading).map { _ in node }
    }

    /// A list whose texts may be templates, or one expression.
    static let items = Form(
        "list, or an expression that gives one", schema: ["type": ["array", "string"], "pattern": #"\S"#]
    ) { node, reading in
        if node.elements != nil || node.scalar != nil && !node.isEmpty && node.value.string != nil { return node }
        reading.reportWrongType(
            node, expected: "a list, or an expression that gives one",
            hint: "such as [a, b] or ${tasks.find.outputs.files}")
        return nil
    }

    /// One expression.
    static let condition = Form(
        "expression, with or without `${` and `}` around it",
        schema: .map((EditorSchema.text.map ?? [:]).merging(["pattern": #"\S"#]) { own, _ in own })
    ) { node, reading in
        Form<String>.text.read(node, reading).map { _ in node }
    }
}

extension Form<String> {
    /// What every child process is told by the engine, and relies on.
    private static let reserved: Set = [
        "PROCESSION_PROCESS_ID", "PROCESSION_EXECUTION_ID", "PROCESSION_TASK", "PROCESSION_ATTEMPT",
        "PROCESSION_IDEMPOTENCY_KEY", "PROCESSION_OUTPUT", "PROCESSION_DEADLINE", "PROCESSION_INPUTS"
    ]

    fileprivate static let variableOfTask = Form(
        "name: `[A-Za-z_][A-Za-z0-9_]*`", schema: EditorSchema.environmentVariable(except: reserved)
    ) { node, reading in
        guard let name = Form.environmentVariable(of: "a variable").read(node, reading) else { return nil }
        guard reserved.contains(name) else { return name }
        reading.report(
            "invalid-name", "'\(name)' is given to every task, and can't be changed", at: node.range,
            hint: "choose another name")
        return nil
    }
}

extension Form<[NamedValue<YAMLNode>]> {
    static let environment = Form.mapping(
        from: .variableOfTask, to: .template, "map of names to texts")

    static let processOutputs = Form.mapping(
        from: .variable(of: "an output"), to: .template, "map of names to texts that hold `${...}`")
}

extension Form<[NamedValue<ValueType>]> {
    static let taskOutputs = Form.mapping(
        from: .variable(of: "an output"), to: .word("a type of output"), "map of names to types")
}
