public import struct Foundation.Date

/// A tick that has come, and fires when the execution that runs has ended.
public struct WaitingTick: Sendable, Hashable, Codable {
    public var processID: ProcessID
    public var scheduledFor: Date

    public init(processID: ProcessID, scheduledFor: Date) {
        self.processID = processID
        self.scheduledFor = scheduledFor
    }
}
