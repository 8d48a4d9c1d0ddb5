/// The rules for a value: the part of JSON Schema 2020-12 that configurations need, with a note on how `${...}`
/// is treated in it.
public indirect enum ConfigurationSchema: Sendable, Equatable {
    case any
    case boolean
    case integer(minimum: Int? = nil, maximum: Int? = nil)
    case number(minimum: Double? = nil, maximum: Double? = nil)
    /// A text in which `${...}` is treated as `templating` says.
    case string(templating: Templating = .text, pattern: Pattern? = nil)
    /// One of these texts.
    case enumeration([String])
    /// A duration such as `10s` or `1h30m`.
    case duration
    /// Elements of which the first also keeps to `first`, where that is given.
    case list(of: ConfigurationSchema, minimumCount: Int = 0, first: ConfigurationSchema? = nil)
    /// Any keys, of the form of `keys` where that is given, each with such a value.
    case map(of: ConfigurationSchema, keys: Pattern? = nil)
    case object(Object)
    /// The first alternative whose kind fits the value decides; used for short forms.
    case oneOf([ConfigurationSchema])

    /// A program and its arguments.
    public static func commandLine(templating: Templating) -> ConfigurationSchema {
        .list(
            of: .string(templating: templating), minimumCount: 1,
            first: .string(templating: templating, pattern: .something(meaning: "the name of a program")))
    }

    /// How references in a text are treated.
    public enum Templating: Sendable, Equatable {
        /// Each `${...}` becomes its value as text; one that is the whole text keeps its type.
        case text
        /// Like `text`, in an argument of a program: everybody on the machine can read it, so it takes no secrets.
        case argument
        /// Like `text`, percent-encoded by its position in the URL.
        case url
        /// Nothing is replaced: a shell or an interpreter reads this text.
        case none
    }

    /// A regular expression that a text must match as a whole, with the words that explain it.
    public struct Pattern: Sendable, Equatable {
        public var expression: String
        /// What a matching text is, such as "an HTTP method".
        public var meaning: String

        public init(_ expression: String, meaning: String) {
            self.expression = expression
            self.meaning = meaning
        }

        /// Any text that isn't empty.
        public static func something(meaning: String) -> Pattern { Pattern(somethingExpression, meaning: meaning) }
        static let somethingExpression = #"[\s\S]+"#

        /// An absolute URL.
        public static let url = Pattern(#"[A-Za-z][A-Za-z0-9+.-]*:\S+"#, meaning: "a URL such as https://example.org")
        /// A day, or a point in time.
        public static let date = Pattern(
            #"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?"#,
            meaning: "a date such as 2026-01-31 or 2026-01-31T23:59:00Z")
    }

    /// A map with known keys; others are refused.
    public struct Object: Sendable, Equatable {
        /// In the order in which documentation lists them.
        public var properties: [Property]
        /// What the keys say of each other.
        public var rules: [KeyRule]

        public init(_ properties: [Property], rules: [KeyRule] = []) {
            self.properties = properties
            self.rules = rules
        }

        public subscript(name: String) -> Property? { properties.first { $0.name == name } }
    }

    public struct Property: Sendable, Equatable {
        public var name: String
        public var schema: ConfigurationSchema
        public var isRequired: Bool
        public var description: String
        /// What holds where the key is absent; it is filled in before the configuration is decoded.
        public var defaultValue: Value?

        public init(
            _ name: String, _ schema: ConfigurationSchema, isRequired: Bool = false, defaultValue: Value? = nil,
            _ description: String
        ) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.defaultValue = defaultValue
            self.description = description
        }
    }

    /// One way in which a value breaks its schema.
    public struct Violation: Sendable, Equatable {
        /// The way from the root to the offending value.
        public var path: [PathStep]
        /// Such as `wrong-type`, `unknown-key`, `missing-key`, `out-of-range`.
        public var code: Diagnostic.Code
        public var message: String
        public var hint: String?
        /// Whether the key at `path`, not its value, is at fault.
        public var isAboutKey: Bool

        public init(
            path: [PathStep] = [], code: Diagnostic.Code, message: String, hint: String? = nil,
            isAboutKey: Bool = false
        ) {
            self.path = path
            self.code = code
            self.message = message
            self.hint = hint
            self.isAboutKey = isAboutKey
        }
    }

    public enum PathStep: Sendable, Hashable {
        case key(String)
        case index(Int)
    }
}
