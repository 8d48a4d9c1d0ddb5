/// The rules for one input of a process type.
public struct InputSpec: Sendable, Codable, Equatable {
    /// `[a-z][a-z0-9_]{0,62}`; also the name of the environment variable that shells see.
    public var name: String
    public var type: ValueType
    public var isRequired: Bool
    /// What an absent input is; nil is null.
    public var defaultValue: Value?
    public var description: String?
    /// The only values allowed; nil allows all.
    public var allowed: [Value]?
    /// For `integer`, `number` and `duration` (in seconds).
    public var minimum: Double?
    public var maximum: Double?
    /// A regular expression that the whole text must match.
    public var pattern: String?
    /// In characters, or in elements for a list.
    public var minimumLength: Int?
    public var maximumLength: Int?
    /// The type of a list's elements; nil allows any.
    public var items: ValueType?
    /// Whether the input names a secret: its value is looked up when a task runs, and kept nowhere.
    public var isSecret: Bool
    /// Whether a `path` must exist when the process is made.
    public var mustExist: Bool

    public init(
        name: String, type: ValueType = .string, isRequired: Bool = false, defaultValue: Value? = nil,
        description: String? = nil, allowed: [Value]? = nil, minimum: Double? = nil, maximum: Double? = nil,
        pattern: String? = nil, minimumLength: Int? = nil, maximumLength: Int? = nil, items: ValueType? = nil,
        isSecret: Bool = false, mustExist: Bool = false
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.description = description
        self.allowed = allowed
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.minimumLength = minimumLength
        self.maximumLength = maximumLength
        self.items = items
        self.isSecret = isSecret
        self.mustExist = mustExist
    }
}
