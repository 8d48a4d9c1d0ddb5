/// A text identifier that belongs to one kind of subject, so that two kinds can't be mixed up.
public struct Identifier<Subject>: Hashable, Sendable, Codable, Comparable, ExpressibleByStringInterpolation,
    CustomStringConvertible
{
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a process type: `[a-z][a-z0-9-]{0,62}`.
public typealias ProcessTypeName = Identifier<any ProcessType>
/// The name of a task within its process type: `[a-z][a-z0-9-]{0,62}`.
public typealias TaskName = Identifier<TaskDefinition>
/// The name under which an executor is registered, and its key in a YAML task: `[a-z][a-z0-9-]{0,62}`.
public typealias ExecutorName = Identifier<ExecutorDescriptor>
/// The name of a plugin.
public typealias PluginName = Identifier<any ProcessionPlugin>
/// The primary key of a row of `processes`: given by the caller, or a UUIDv7.
public typealias ProcessID = Identifier<ProcessRecord>
/// The primary key of a row of `process_executions`: a UUIDv7.
public typealias ExecutionID = Identifier<ExecutionRecord>
/// The primary key of a row of `tasks`: a UUIDv7.
public typealias TaskID = Identifier<TaskRecord>
/// The primary key of a row of `workers`: a UUIDv7, fresh at every start of an engine.
public typealias WorkerID = Identifier<WorkerRecord>
