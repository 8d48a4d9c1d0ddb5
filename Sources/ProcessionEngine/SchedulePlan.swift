import Foundation
import Procession

/// A schedule as it is stored with a process: checked, and with its first fire time.
struct SchedulePlan {
    var schedule: String?
    var timeZone: String?
    var nextRunAt: Date?

    /// - Throws: `invalidArgument` for a schedule or a time zone that is none.
    init(schedule: String?, timeZone: String?, now: Date) throws(ProcessionError) {
        self.schedule = schedule
        self.timeZone = timeZone
        nextRunAt = nil
    }
}
