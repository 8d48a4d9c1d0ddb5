/// A process that a process type asks for: started by itself, with this input.
///
/// An engine keeps one process for each declaration: it makes, changes and, where the declaration is gone, unschedules
/// it. The process is called ``processID(of:)``.
public struct ScheduleDeclaration: Sendable, Equatable {
    /// Tells the declarations of one type apart: `[a-z][a-z0-9-]{0,62}`.
    public var id: String
    public var schedule: Schedule
    /// IANA name; nil is UTC.
    public var timeZone: String?
    public var inputs: [String: Value]
    /// nil is the default, `last`.
    public var missed: MissedPolicy?
    /// nil is the default, `skip`.
    public var overlap: OverlapPolicy?

    public init(
        id: String, schedule: Schedule, timeZone: String? = nil, inputs: [String: Value] = [:],
        missed: MissedPolicy? = nil, overlap: OverlapPolicy? = nil
    ) {
        self.id = id
        self.schedule = schedule
        self.timeZone = timeZone
        self.inputs = inputs
        self.missed = missed
        self.overlap = overlap
    }

    /// The process that is kept for it: `TYPE/ID`.
    public func processID(of type: ProcessTypeName) -> ProcessID { ProcessID("\(type)/\(id)") }
}
