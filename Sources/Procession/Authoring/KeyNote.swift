/// What the author of a type says about one of its keys, beyond what the type shows by itself.
///
/// Notes stand next to the type; one for a key that the type doesn't read is refused when it is registered.
public struct KeyNote: Sendable, Equatable {
    public var name: String
    /// One sentence for people and forms.
    public var description: String
    /// What holds where the key is absent.
    ///
    /// It is filled in before the type is decoded, so that the type needs no optional and no `init(from:)` for it.
    public var defaultValue: Value?
    /// For numbers, and for durations in seconds where an input is described.
    public var minimum: Double?
    public var maximum: Double?
    /// A regular expression that a whole text must match, and in words what such a text is.
    public var pattern: ConfigurationSchema.Pattern?
    /// What the type can't say: how `${...}` is treated, a short form, a list with a least length.
    public var schema: ConfigurationSchema?
    /// Notes on the keys of a nested type.
    public var keys: [KeyNote]
    /// For inputs that are more than their Swift type says: a `String` that is a path.
    public var type: ValueType?
    /// Whether a path must exist when a process is made.
    public var mustExist: Bool
    /// Whether an input names a secret.
    public var isSecret: Bool

    /// A key of an executor's configuration.
    public static func key(
        _ name: String, _ description: String, default defaultValue: Value? = nil, minimum: Double? = nil,
        maximum: Double? = nil, pattern: ConfigurationSchema.Pattern? = nil, schema: ConfigurationSchema? = nil,
        keys: [KeyNote] = []
    ) -> KeyNote {
        KeyNote(
            name: name, description: description, defaultValue: defaultValue, minimum: minimum, maximum: maximum,
            pattern: pattern, schema: schema, keys: keys, type: nil, mustExist: false, isSecret: false)
    }

    /// An input of a process type.
    ///
    /// The whole text must match `pattern`, a regular expression.
    public static func input(
        _ name: String, _ description: String, type: ValueType? = nil, default defaultValue: Value? = nil,
        minimum: Double? = nil, maximum: Double? = nil, pattern: String? = nil, mustExist: Bool = false,
        isSecret: Bool = false
    ) -> KeyNote {
        KeyNote(
            name: name, description: description, defaultValue: defaultValue, minimum: minimum, maximum: maximum,
            pattern: pattern.map { ConfigurationSchema.Pattern($0, meaning: "a text that matches '\($0)'") },
            schema: nil, keys: [], type: type, mustExist: mustExist, isSecret: isSecret)
    }
}
