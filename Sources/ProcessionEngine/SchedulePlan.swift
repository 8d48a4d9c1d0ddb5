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
        let (schedule, zone) = try Self.read(text, in: name)
        self.text = schedule.text
        self.missed = missed
        self.overlap = overlap
        timeZone = name
        nextRunAt = schedule.next(after: now, in: zone, anchor: now)
    }

    /// What decides about the ticks of a process.
    ///
    /// - Throws: `invalidArgument` where its schedule or zone, once good, can't be read any more.
    static func planner(of process: ProcessRecord) throws(ProcessionError) -> SchedulePlanner {
        let (schedule, zone) = try read(process.schedule ?? "", in: process.timeZone)
        return SchedulePlanner(schedule: schedule, zone: zone, missed: process.missedPolicy ?? .last)
    }

    private static func read(
        _ text: String, in zone: String?
    ) throws(ProcessionError) -> (Schedule, TimeZone) {
        do throws(ScheduleError) {
            return (try Schedule(parsing: text), try zone.map(TimeZoneText.parse) ?? .gmt)
        } catch {
            throw ProcessionError(.invalidArgument, "the schedule '\(text)': \(error.message)", hint: error.hint)
        }
    }
}
