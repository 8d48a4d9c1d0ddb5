import Procession

/// Finds where in a text a reference stands, for the caret.
enum ReferenceSpelling {
    static func range(of reference: Reference, in node: YAMLNode, _ source: SourceText) -> MarkRange {
        guard let text = node.scalar?.text else { return node.headline }
        for spelling in spellings(of: reference) {
            if let offset = offset(of: spelling, in: text) {
                return source.range(in: node, offset: offset, length: spelling.count)
            }
        }
        return node.headline
    }

    private static func spellings(of reference: Reference) -> [String] {
        switch reference {
        case .input(let name): ["inputs.\(name)", name]
        case .taskOutput(let task, let output): ["tasks.\(task).outputs.\(output)"]
        case .taskOutputs(let task): ["tasks.\(task).outputs"]
        case .taskStatus(let task): ["tasks.\(task).status"]
        case .process(let name): ["process.\(name)"]
        case .execution(let name): ["execution.\(name)"]
        case .task(let name): ["task.\(name)"]
        case .item: ["item"]
        case .secret(let name): ["secrets.\(name)"]
        case .error(let name): ["error.\(name)"]
        }
    }

    /// In characters; the spelling is not part of a longer name.
    private static func offset(of spelling: String, in text: String) -> Int? {
        var offset = 0
        var rest = Substring(text)
        var previous: Character = " "
        while let first = rest.first {
            if !isPartOfName(previous), previous != ".", rest.hasPrefix(spelling) {
                let next = rest.dropFirst(spelling.count).first
                if next.map({ !isPartOfName($0) }) ?? true { return offset }
            }
            previous = first
            rest = rest.dropFirst()
            offset += 1
        }
        return nil
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
