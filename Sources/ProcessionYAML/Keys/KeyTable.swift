import Procession

/// All keys of one kind of mapping: the decoder, its diagnostics and the reference come from this one list.
struct KeyTable<Draft>: Sendable {
    /// What has these keys, such as "a task".
    let subject: String
    let keys: [Key<Draft>]
    /// What the keys say of each other, as members of a JSON Schema; the loader has a rule for each.
    let relations: [String: Value]
    private let positions: [String: Int]
    /// Where the keys stand that a mapping must have.
    private let required: [Int]

    init(_ subject: String, _ keys: [Key<Draft>], relations: [String: Value] = [:]) {
        self.subject = subject
        self.keys = keys
        self.relations = relations
        positions = Dictionary(
            keys.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        required = keys.indices.filter { keys[$0].documentation.isRequired }
    }

    subscript(name: String) -> Key<Draft>? { positions[name].map { keys[$0] } }

    var names: [String] { keys.map(\.name) }

    /// What the reference says about each key.
    var documentation: [KeyDocumentation] { keys.map(\.documentation) }
}

/// What is read from a mapping with known keys, before it is checked as a whole.
protocol KeyedDraft: SendableMetatype {
    static var keys: KeyTable<Self> { get }
    init(at node: YAMLNode)
}

extension KeyTable where Draft: KeyedDraft {
    /// Reads a mapping.
    ///
    /// - Parameter others: takes each member whose key is not in the table; by default it is refused.
    /// - Returns: nil, with the reason among the findings, if the node is no mapping.
    func read(
        _ node: YAMLNode, _ reading: Reading, others: ((YAMLNode.Member, inout Draft) -> Void)? = nil
    ) -> Draft? {
        guard let members = node.members else {
            let beginning = reading.example == nil ? keys.first?.documentation.example : nil
            reading.reportWrongType(node, expected: "a map", hint: beginning.map { "begin with '\($0)'" })
            return nil
        }
        var draft = Draft(at: node)
        for member in members {
            guard let position = positions[member.name] else {
                others?(member, &draft) ?? reportUnknown(member, reading)
                continue
            }
            reading.read(keys[position].subject, like: keys[position].documentation.example) {
                keys[position].decode(member.value, &draft, reading)
            }
        }
        for key in required.lazy.map({ keys[$0] }) where node.member(key.name) == nil {
            // A key that is misspelt is not missing as well.
            guard !members.contains(where: { isMisspelt($0.name, for: key.name) }) else { continue }
            reading.report(
                "missing-key", "\(subject) needs '\(key.name)'", at: node.headline,
                hint: "such as '\(key.documentation.example)'")
        }
        return draft
    }

    private func isMisspelt(_ name: String, for key: String) -> Bool {
        positions[name] == nil && NearestName.of(name, among: names) == key
    }

    func reportUnknown(_ member: YAMLNode.Member, _ reading: Reading) {
        let names = keys.map(\.name)
        reading.report(
            "unknown-key", "'\(member.name)' is not a key of \(subject)", at: member.key.range,
            hint: NearestName.hint(for: member.name, among: names)
                ?? "its keys are \(names.joined(separator: ", "))")
    }
}
