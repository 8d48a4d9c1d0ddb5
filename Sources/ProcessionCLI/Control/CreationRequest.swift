import Procession

/// What a command asks for when it wants a process made.
struct CreationRequest: Sendable {
    var type: ProcessTypeName
    var input: RawInput
    var id: ProcessID?
    var schedule: String?
    var timeZone: String?
    var missed: MissedPolicy?
    var overlap: OverlapPolicy?
    var priority = 0
    /// Where relative paths among the inputs start: the folder in which the command was given.
    var baseDirectory: String
}
