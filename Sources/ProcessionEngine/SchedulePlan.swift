import Foundation
import Procession

/// A schedule as it is stored with a process, checked; without one, all is nil.
struct SchedulePlan {
    var text: String?
    var timeZone: String?
    var missed: MissedPolicy?
    var overlap: OverlapPolicy?
    /// The first tick after the plan was made.
    var nextRunAt: Date?
    var planner: SchedulePlanner?

    /// - Throws: `invalidArgument` for a schedule or a time zone that is none, and for a zone or a policy without a
    ///   schedule.
    init(
        schedule text: String?, timeZone name: String? = nil, missed: MissedPolicy? = nil,
        overlap: OverlapPolicy? = nil, now: Date
    ) throws(ProcessionError) {
        guard let text else {
            let given = name != nil ? "a time zone" : missed != nil || overlap != nil ? "a policy" : nil
            if let given {
                throw ProcessionError(
                    .invalidArgument, "\(given) is given, but no schedule", hint: "give a schedule as well")
            }
            return
        }
        let schedule: Schedule
        let zone: TimeZone
        do throws(ScheduleError) {
            schedule = try Schedule(parsing: text)
            zone = if let name { try TimeZoneText.parse(name) } else { .gmt }
        } catch {
            throw ProcessionError(.invalidArgument, "the schedule '\(text)': \(error.message)", hint: error.hint)
        }
        self.text = schedule.text
        self.missed = missed
        self.overlap = overlap
        timeZone = name
        nextRunAt = schedule.next(after: now, in: zone, anchor: now)
        planner = SchedulePlanner(schedule: schedule, zone: zone, missed: missed ?? .last)
    }

    /// The schedule that a process has.
    init(_ process: ProcessRecord, now: Date) throws(ProcessionError) {
        try self.init(
            schedule: process.schedule, timeZone: process.timeZone, missed: process.missedPolicy,
            overlap: process.overlapPolicy, now: now)
    }
}
