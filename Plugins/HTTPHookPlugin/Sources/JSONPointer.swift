import Procession

/// A place in a JSON document (RFC 6901): "" is the whole, `/items/0/id` a part of it.
struct JSONPointer: Sendable, Equatable {
    let steps: [String]

    /// Reads a pointer; nil if `text` is none.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        var steps: [String] = []
        for step in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            // Section 3: "~" stands only before "0" and "1". Section 4: "~1" goes first, so that "~01" becomes "~1".
            var rest = step[...]
            while let tilde = rest.firstIndex(of: "~") {
                rest = rest[rest.index(after: tilde)...]
                guard rest.first == "0" || rest.first == "1" else { return nil }
            }
            steps.append(String(step).replacing("~1", with: "/").replacing("~0", with: "~"))
        }
        self.steps = steps
    }

    /// The value at this place; nil if the document has no such place.
    func value(in document: Value) -> Value? {
        var current = document
        for step in steps {
            switch current {
            case .map(let members):
                guard let member = members[step] else { return nil }
                current = member
            case .list(let elements):
                // An index has no sign and no leading zero (section 4).
                guard let index = Int(step), String(index) == step, elements.indices.contains(index) else {
                    return nil
                }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }
}
