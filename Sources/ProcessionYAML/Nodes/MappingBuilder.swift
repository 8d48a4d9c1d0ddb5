import Procession

/// Collects the members of a mapping: refuses keys that are no texts or come twice, and merges `<<`.
struct MappingBuilder {
    /// So many members are looked through faster than their names are hashed.
    private static let fewMembers = 16

    private let findings: Findings
    private var members: [YAMLNode.Member] = []
    /// Where the members stand, once they are many.
    private var places: [String: Mark] = [:]
    private var merged: [YAMLNode] = []
    private var hasRefusedKeys = false

    init(_ findings: Findings) { self.findings = findings }

    mutating func add(_ member: YAMLNode.Member) {
        guard let key = member.key.scalar else {
            if !member.key.isRefused { refuse(key: member.key) }
            return
        }
        if key.style == .plain, key.isResolvable, key.text == "<<" {
            merge(member.value)
            return
        }
        if let first = place(of: key.text) {
            findings.report(
                "duplicate-key", "the key '\(key.text)' is here twice", at: member.key.range,
                hint: "it is first on line \(first.line + 1); keep one of them")
            return
        }
        append(member)
    }

    /// The members, own ones first, and how many nodes merging has added.
    mutating func finish() -> (content: YAMLNode.Content, added: Int) {
        var added = 0
        for mapping in merged {
            for member in mapping.members ?? [] where place(of: member.name) == nil {
                append(member)
                added += 2
            }
        }
        // What was left of `{{ x }}` would only be misunderstood.
        return (members.isEmpty && hasRefusedKeys ? .refused : .mapping(members), added)
    }

    private func place(of name: String) -> Mark? {
        guard members.count <= Self.fewMembers else { return places[name] }
        return members.first { $0.name == name }?.key.range.start
    }

    private mutating func append(_ member: YAMLNode.Member) {
        members.append(member)
        guard members.count > Self.fewMembers else { return }
        for member in places.isEmpty ? members[...] : members.suffix(1) {
            places[member.name] = member.key.range.start
        }
    }

    private mutating func merge(_ value: YAMLNode) {
        for source in value.elements ?? [value] where !source.isRefused {
            guard source.members != nil else {
                findings.report(
                    "wrong-type", "'<<' merges maps, but this is \(source.kindInWords)", at: source.range,
                    hint: "write '<<: *anchor', with an anchor that stands before a map")
                continue
            }
            merged.append(source)
        }
    }

    private mutating func refuse(key: YAMLNode) {
        hasRefusedKeys = true
        let looksLikeTemplate = key.members?.count == 1 || key.elements?.count == 1
        findings.report(
            "wrong-type", "a key is a text, but this is \(key.kindInWords)", at: key.range,
            hint: looksLikeTemplate ? "put a text with braces or brackets in quotes" : "write a text before the ':'")
    }
}
