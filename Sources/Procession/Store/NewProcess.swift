public import struct Foundation.Date

/// A process to be stored, validated and expanded.
public struct NewProcess: Sendable {
    public var id: ProcessID
    public var type: ProcessTypeName
    /// The input as it was given.
    public var inputData: String
    /// The same, typed and completed with defaults: a JSON object.
    public var inputValues: String
    public var schedule: String?
    public var timeZone: String?
    public var missedPolicy: MissedPolicy?
    public var overlapPolicy: OverlapPolicy?
    public var nextRunAt: Date?
    /// The ``ScheduleDeclaration`` that the process is made for.
    public var declaration: String?
    public var priority: Int
    public var expansion: Expansion

    public init(
        id: ProcessID, type: ProcessTypeName, inputData: String, inputValues: String = "{}", schedule: String? = nil,
        timeZone: String? = nil, missedPolicy: MissedPolicy? = nil, overlapPolicy: OverlapPolicy? = nil,
        nextRunAt: Date? = nil, declaration: String? = nil, priority: Int = 0, expansion: Expansion
    ) {
        self.id = id
        self.type = type
        self.inputData = inputData
        self.inputValues = inputValues
        self.schedule = schedule
        self.timeZone = timeZone
        self.missedPolicy = missedPolicy
        self.overlapPolicy = overlapPolicy
        self.nextRunAt = nextRunAt
        self.declaration = declaration
        self.priority = priority
        self.expansion = expansion
    }
}
