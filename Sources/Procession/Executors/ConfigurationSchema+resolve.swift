extension ConfigurationSchema {
    /// A text in a configuration that is a template or that an interpreter reads, and where it stands.
    public struct Text: Sendable, Equatable {
        public var path: [PathStep]
        public var text: String
        public var templating: Templating
    }

    /// Every text in `value` that holds `${`, in document order.
    public func texts(in value: Value) -> [Text] { [] }

    /// The configuration with its templates resolved as the schema says.
    public func resolve(_ value: Value, in scope: some ExpressionScope) throws(ExpressionError) -> Value { value }
}
