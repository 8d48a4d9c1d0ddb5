import Procession

/// One key of a kind of mapping: what the decoder reads it with, and what the reference says about it.
struct Key<Draft>: Sendable {
    let documentation: KeyDocumentation
    /// The name as the subject of a message.
    let subject: String
    /// Reads the key's value into the draft.
    let decode: @Sendable (YAMLNode, inout Draft, Reading) -> Void
    /// The value of the key as JSON Schema.
    let schema: @Sendable () -> Value

    var name: String { documentation.name }

    /// A key whose value has a form and ends up in a property of the draft.
    ///
    /// - Parameters:
    ///   - isRequired: whether a mapping without it is refused.
    ///   - fallback: what holds where the key is absent, in words.
    ///   - example: the key with a value, as it stands in its mapping.
    init<Content>(
        _ name: String, _ form: Form<Content>, into property: any WritableKeyPath<Draft, Content?> & Sendable,
        isRequired: Bool = false, default fallback: String? = nil, example: String, _ description: String
    ) {
        documentation = KeyDocumentation(
            name: name, type: form.words, isRequired: isRequired, defaultValue: fallback, description: description,
            example: example)
        subject = "'\(name)'"
        decode = { node, draft, reading in draft[keyPath: property] = form.read(node, reading) }
        schema = form.schema
    }
}

/// What people can know about a key.
package struct KeyDocumentation: Sendable {
    package let name: String
    package let type: String
    package let isRequired: Bool
    package let defaultValue: String?
    package let description: String
    package let example: String
}
