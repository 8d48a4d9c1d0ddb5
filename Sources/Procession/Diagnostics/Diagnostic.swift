/// One problem in something that somebody wrote: where, what, and what to do about it.
public struct Diagnostic: Sendable, Hashable, Codable {
    public enum Severity: String, Sendable, Codable { case error, warning }

    /// What kind of problem it is: a kebab-case word that stays the same over versions, such as `unknown-key`.
    public struct Code: Sendable, Hashable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
        public let description: String
        public init(stringLiteral value: String) { description = value }
        public init(from decoder: any Decoder) throws {
            description = try decoder.singleValueContainer().decode(String.self)
        }
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(description)
        }
    }

    public var severity: Severity
    public var code: Code
    /// One clause without a full stop, names in single quotes.
    public var message: String
    public var location: SourceLocation?
    /// The line that `location` names, for the caret; nil where the source can't be shown.
    public var sourceLine: String?
    /// Where in the document, such as `tasks[2].retry.delay`.
    public var keyPath: String?
    /// What to do about it, such as "did you mean 'timeout'?".
    public var hint: String?

    public init(
        _ severity: Severity = .error, code: Code, message: String, location: SourceLocation? = nil,
        sourceLine: String? = nil, keyPath: String? = nil, hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.sourceLine = sourceLine
        self.keyPath = keyPath
        self.hint = hint
    }
}
