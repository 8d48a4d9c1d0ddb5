import Procession

extension Form<YAMLNode> {
    /// A text in which references are resolved later; the node is kept because mistakes in it have places, too.
    static let template = Form("text, may hold `${...}`") { node, reading in
        Form<String>.text.read(node, reading).map { _ in node }
    }

    /// One expression.
    static let condition = Form("expression, with or without `${` and `}` around it") { node, reading in
        Form<String>.text.read(node, reading).map { _ in node }
    }
}

extension Form<[NamedValue<YAMLNode>]> {
    static let environment = Form.mapping(
        from: .environmentVariable(of: "a variable"), to: .template, "map of names to texts")

    static let processOutputs = Form.mapping(
        from: .variable(of: "an output"), to: .template, "map of names to texts that hold `${...}`")
}

extension Form<[NamedValue<ValueType>]> {
    static let taskOutputs = Form.mapping(
        from: .variable(of: "an output"), to: .word("a type of output"), "map of names to types")
}
