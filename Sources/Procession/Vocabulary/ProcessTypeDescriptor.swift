/// What people and programs can know about a process type without expanding it.
public struct ProcessTypeDescriptor: Sendable {
    public var name: ProcessTypeName
    /// One sentence.
    public var summary: String?
    /// Markdown.
    public var description: String?
    public var version: String?
    public var tags: [String]
    public var inputs: InputSchema
    /// Processes that engines keep for the type, each with a schedule.
    public var schedules: [ScheduleDeclaration]
    public var origin: Origin
    /// What is wrong with the descriptor itself; a type that has any can't be registered.
    public internal(set) var problems: [String] = []

    public init(
        name: ProcessTypeName, summary: String? = nil, description: String? = nil, version: String? = nil,
        tags: [String] = [], inputs: InputSchema = InputSchema(), schedules: [ScheduleDeclaration] = [],
        origin: Origin = .swift(module: "main")
    ) {
        self.name = name
        self.summary = summary
        self.description = description
        self.version = version
        self.tags = tags
        self.inputs = inputs
        self.schedules = schedules
        self.origin = origin
    }

    /// Where a process type was declared.
    public enum Origin: Sendable, Hashable, CustomStringConvertible {
        case file(SourceLocation)
        case swift(module: String)
        case plugin(PluginName)

        public var description: String {
            switch self {
            case .file(let location): "\(location)"
            case .swift(let module): module
            case .plugin(let name): "plugin \(name)"
            }
        }

        /// The door through which the type came: `yaml`, `swift` or `plugin`.
        public var door: String {
            switch self {
            case .file: "yaml"
            case .swift: "swift"
            case .plugin: "plugin"
            }
        }
    }
}
