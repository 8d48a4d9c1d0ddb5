import Procession

extension Form {
    /// A list of such elements; those that can't be read are left out.
    static func list<Element>(of element: Form<Element>, _ words: String) -> Form<[Element]>
    where Result == [Element] {
        Form<[Element]>(words, schema: ["type": "array", "items": element.schema()]) { node, reading in
            guard let elements = node.elements else {
                reading.reportWrongType(
                    node, expected: "a list",
                    hint: node.scalar.flatMap { node.isEmpty ? nil : ListNotation.hint(for: $0.text) }
                        ?? (node.members == nil ? nil : "begin each element with '- '"))
                return nil
            }
            let list = reading.subject
            return elements.enumerated().compactMap { index, node in
                reading.read("element \(index + 1) of \(list)") { element.read(node, reading) }
            }
        }
    }

    /// A mapping from names to such values, in the order of the text; members that can't be read are left out.
    static func mapping<Element>(
        from name: Form<String>, to element: Form<Element>, _ words: String
    ) -> Form<[NamedValue<Element>]> where Result == [NamedValue<Element>] {
        Form<[NamedValue<Element>]>(
            words,
            schema: [
                "type": "object", "propertyNames": name.schema(), "additionalProperties": element.schema()
            ]
        ) { node, reading in
            guard let members = node.members else {
                reading.reportWrongType(node, expected: "a map")
                return nil
            }
            return members.compactMap { member in
                let key = name.located.read(member.key, reading)
                let value = reading.read("'\(member.name)'") { element.located.read(member.value, reading) }
                guard let key, let value else { return nil }
                return NamedValue(name: key, value: value)
            }
        }
    }
}

extension Form where Result: KeyedDraft {
    /// A map with the keys of the draft's table.
    static func keys(_ words: String) -> Form {
        Form(words, schema: Result.keys.schema) { node, reading in Result.keys.read(node, reading) }
    }
}

/// A member of a mapping whose keys are free.
struct NamedValue<Value> {
    var name: Located<String>
    var value: Located<Value>
}

extension NamedValue: Sendable where Value: Sendable {}
