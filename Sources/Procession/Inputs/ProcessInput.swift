/// Input that satisfies the schema of its process type.
public struct ProcessInput: Sendable, Equatable {
    /// Every declared input by name, typed, defaults filled in; an absent one without default is null.
    public var values: [String: Value]
    /// Keys beyond the declared ones: kept as configuration.
    public var extra: [String: Value]
    /// What is stored in `input_data`: the text as it was given, or JSON where there was none.
    public var stored: String
    /// What is odd but allowed, such as keys that the type does not declare.
    public var warnings: [Diagnostic]

    public init(
        values: [String: Value] = [:], extra: [String: Value] = [:], stored: String = "{}", warnings: [Diagnostic] = []
    ) {
        self.values = values
        self.extra = extra
        self.stored = stored
        self.warnings = warnings
    }
}
