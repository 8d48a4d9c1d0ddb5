import Foundation
import Procession

/// A schedule as it is stored with a process: checked, and with its first fire time.
struct SchedulePlan {
    var schedule: String?
    var timeZone: String?
    var nextRunAt: Date?

    /// - Throws: `invalidArgument` for a schedule or a time zone that is none.
    init(schedule text: String?, timeZone name: String?, now: Date) throws(ProcessionError) {
        guard let text else {
            guard name == nil else {
                throw ProcessionError(
                    .invalidArgument, "a time zone is given, but no schedule", hint: "give a schedule as well")
            }
            return
        }
        do {
            let schedule = try Schedule(parsing: text)
            let zone = try name.map { try TimeZoneText.parse($0) } ?? .gmt
            self.schedule = schedule.text
            timeZone = name
            nextRunAt = schedule.next(after: now, in: zone, anchor: now)
        } catch let error as ScheduleError {
            throw ProcessionError(.invalidArgument, "the schedule '\(text)': \(error.message)", hint: error.hint)
        } catch {
            throw ProcessionError(.internalFault, "the schedule '\(text)' can't be read", cause: error)
        }
    }
}
