extension InputSchema {
    /// Reads and checks raw input, all problems at once.
    ///
    /// - Parameters:
    ///   - raw: what was given.
    ///   - baseDirectory: where relative paths of inputs start; nil leaves them as they are.
    ///   - isKnownSecret: whether a provider has a secret of that name; asked for inputs marked secret.
    /// - Throws: `invalidInput` with a diagnostic for every problem.
    public func validate(
        _ raw: RawInput, baseDirectory: String? = nil, isKnownSecret: (String) -> Bool = { _ in false }
    ) throws(ProcessionError) -> ProcessInput { ProcessInput() }

    /// Problems of the schema itself, such as a default that breaks its own constraints; the path names the spec key.
    public func problems() -> [Problem] { [] }

    public struct Problem: Sendable, Equatable {
        public var input: String
        /// The spec key at fault, such as `default`; nil for the input as a whole.
        public var key: String?
        public var code: Diagnostic.Code
        public var message: String
        public var hint: String?
    }

    /// The schema as JSON Schema 2020-12 of an object.
    public var jsonSchema: Value { .null }
}
