extension ExpressionParser {
    private static let roots = ["inputs", "tasks", "process", "execution", "task", "item", "secrets", "error"]

    /// Reads what follows `name`, the word with which a literal or a reference begins.
    mutating func reference(_ name: String, at offset: Int) throws(ExpressionError) -> ExpressionNode {
        let reference: Reference
        switch name {
        case "true": return .literal(true)
        case "false": return .literal(false)
        case "null": return .literal(.null)
        case "inputs": reference = .input(try key(after: name, example: "inputs.x", hyphens: false))
        case "secrets": reference = .secret(try key(after: name, example: "secrets.API_KEY", hyphens: true))
        case "tasks": reference = try taskReference()
        case "process": reference = .process(try field(of: name, ["id", "type"]))
        case "execution": reference = .execution(try field(of: name, ["id", "scheduled_for", "trigger"]))
        case "task": reference = .task(try field(of: name, ["name", "attempt"]))
        case "error": reference = .error(try field(of: name, ["message"]))
        case "item": reference = .item
        default:
            guard NameSyntax.isVariable(name) else {
                throw ExpressionError(
                    "\(name.quoted) can't name an input",
                    hint: NearestName.hint(for: name, among: Self.roots) ?? "put text in quotes: '\(name.prefix(60))'",
                    offset: offset)
            }
            reference = .input(name)
        }
        return .reference(reference, offset: offset)
    }

    /// What follows `tasks`: `.NAME.status`, `.NAME.outputs` or `.NAME.outputs.x`, names also as `['NAME']`.
    private mutating func taskReference() throws(ExpressionError) -> Reference {
        let start = start
        let name = try key(after: "tasks", example: "tasks.NAME.outputs.x", hyphens: true)
        guard NameSyntax.isName(name) else {
            throw ExpressionError("\(name.quoted) can't name a task", offset: start)
        }
        let task = TaskName(name)
        guard try field(of: "tasks.\(name)", ["outputs", "status"]) == "outputs" else { return .taskStatus(task: task) }
        if try skip(.dot) { return .taskOutput(task: task, output: try memberName()) }
        return .taskOutputs(task: task)
    }

    /// `.key` or `['key']`.
    private mutating func key(
        after root: String, example: String, hyphens: Bool
    ) throws(ExpressionError) -> String {
        if try skip(.dot) {
            guard case .name = token else { return try memberName() }
            return hyphens ? try takeHyphenatedName() : try memberName()
        }
        if try skip(.openBracket) {
            guard case .literal(.string(let key)) = token else {
                throw ExpressionError("a name in quotes belongs in the brackets after '\(root)'", offset: start)
            }
            try advance()
            try expect(.closeBracket)
            return key
        }
        throw ExpressionError("'\(root)' alone is no value", hint: "write \(example)", offset: start)
    }

    /// `.name`, where only some names exist.
    private mutating func field(of root: String, _ names: [String]) throws(ExpressionError) -> String {
        guard try skip(.dot) else {
            throw ExpressionError("'\(root)' alone is no value", hint: "write \(root).\(names[0])", offset: start)
        }
        let offset = start
        let name = try memberName()
        guard names.contains(name) else {
            throw ExpressionError(
                "'\(root)' has no \(name.quoted)",
                hint: NearestName.hint(for: name, among: names) ?? "it has \(names.joined(separator: ", "))",
                offset: offset)
        }
        return name
    }
}
