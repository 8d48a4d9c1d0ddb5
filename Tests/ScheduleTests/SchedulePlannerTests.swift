import Foundation
import Procession
import Testing

@Suite("Planning what fires")
struct SchedulePlannerTests {
    private func decide(
        _ schedule: String, _ missed: MissedPolicy = .last, due: String, now: String, zone: String = "UTC"
    ) throws -> SchedulePlanner.Decision {
        let planner = SchedulePlanner(
            schedule: try Schedule(parsing: schedule), zone: try TimeZoneText.parse(zone), missed: missed)
        return planner.decide(nextRunAt: try utc(due), now: try utc(now))
    }

    @Test("nothing happens before a schedule is due", arguments: MissedPolicy.allCases)
    func early(policy: MissedPolicy) throws {
        let decision = try decide("0 * * * *", policy, due: "2024-03-01 12:00", now: "2024-03-01 11:59:59")
        #expect(decision == .init(nextRunAt: try utc("2024-03-01 12:00")))
    }

    @Test(
        "a tick fires on its second and within the grace period, whatever the policy", arguments: MissedPolicy.allCases)
    func inTime(policy: MissedPolicy) throws {
        for now in ["2024-03-01 12:00", "2024-03-01 12:00:59", "2024-03-01 12:01"] {
            let decision = try decide("0 * * * *", policy, due: "2024-03-01 12:00", now: now)
            #expect(decision == .init(fires: [try utc("2024-03-01 12:00")], nextRunAt: try utc("2024-03-01 13:00")))
        }
    }

    @Test("several ticks within the grace period all fire", arguments: MissedPolicy.allCases)
    func severalInTime(policy: MissedPolicy) throws {
        let decision = try decide("every:20s", policy, due: "2024-03-01 12:00", now: "2024-03-01 12:00:50")
        #expect(decision.fires.map { utc($0) } == ["2024-03-01 12:00", "2024-03-01 12:00:20", "2024-03-01 12:00:40"])
        #expect(decision.skipped == nil)
        #expect(utc(decision.nextRunAt) == "2024-03-01 12:01")
    }

    @Test("a restart after a week, with a daily schedule")
    func week() throws {
        let due = "2024-03-01 03:00", now = "2024-03-08 12:00"
        let next = try utc("2024-03-09 03:00")
        func skipped(_ reason: SkippedTicks.Reason, _ last: String, _ count: Int) throws -> SkippedTicks {
            SkippedTicks(reason: reason, first: try utc(due), last: try utc(last), count: count)
        }
        #expect(
            try decide("0 3 * * *", .skip, due: due, now: now)
                == .init(skipped: try skipped(.missed, "2024-03-08 03:00", 8), nextRunAt: next))
        #expect(
            try decide("0 3 * * *", .last, due: due, now: now)
                == .init(
                    fires: [try utc("2024-03-08 03:00")], skipped: try skipped(.superseded, "2024-03-07 03:00", 7),
                    nextRunAt: next))
        #expect(
            try decide("0 3 * * *", .all, due: due, now: now)
                == .init(
                    fires: [try utc("2024-03-08 03:00")],
                    skipped: try skipped(.beyondCatchUp, "2024-03-07 03:00", 7), nextRunAt: next))
    }

    @Test("all missed ticks of the last 24 hours fire, oldest first")
    func catchUp() throws {
        let decision = try decide("0 * * * *", .all, due: "2024-03-01 00:00", now: "2024-03-08 12:30")
        #expect(decision.fires.count == 24)
        #expect(utc(decision.fires.first) == "2024-03-07 13:00")
        #expect(utc(decision.fires.last) == "2024-03-08 12:00")
        #expect(decision.skipped?.count == 7 * 24 + 13 - 24)
        #expect(utc(decision.skipped?.last) == "2024-03-07 12:00")
    }

    @Test("catching up is bounded by a thousand ticks, the newest")
    func catchUpLimit() throws {
        let decision = try decide("* * * * *", .all, due: "2024-03-01 00:00", now: "2024-03-01 20:00:30")
        // 1,200 are late, one is in time.
        #expect(decision.fires.count == 1001)
        #expect(utc(decision.fires.first) == "2024-03-01 03:20")
        #expect(utc(decision.fires.last) == "2024-03-01 20:00")
        #expect(decision.skipped?.count == 200)
        #expect(decision.skipped?.reason == .beyondCatchUp)
    }

    @Test("the newest missed tick fires however old it is", arguments: [MissedPolicy.last, .all])
    func old(policy: MissedPolicy) throws {
        let decision = try decide("0 0 1 * *", policy, due: "2024-03-01 00:00", now: "2024-03-20 00:00")
        #expect(decision == .init(fires: [try utc("2024-03-01 00:00")], nextRunAt: try utc("2024-04-01 00:00")))
    }

    @Test("a tick in time stands for those that were missed")
    func superseded() throws {
        let decision = try decide("* * * * *", .last, due: "2024-03-01 12:00", now: "2024-03-01 13:00:10")
        #expect(decision.fires.map { utc($0) } == ["2024-03-01 13:00"])
        #expect(decision.skipped?.count == 60)
        #expect(decision.skipped?.description == "60 ticks were missed; a newer one stands for them")
    }

    @Test("an interval keeps its rhythm through an outage")
    func rhythm() throws {
        let decision = try decide("every:7m", .last, due: "2024-03-01 12:00", now: "2024-03-01 13:00")
        #expect(decision.fires.map { utc($0) } == ["2024-03-01 12:56"])
        #expect(utc(decision.nextRunAt) == "2024-03-01 13:03")
    }

    @Test("the stored tick fires even where the schedule no longer has it")
    func promised() throws {
        let decision = try decide("0 3 * * *", due: "2024-03-01 02:00", now: "2024-03-01 02:00")
        #expect(decision == .init(fires: [try utc("2024-03-01 02:00")], nextRunAt: try utc("2024-03-01 03:00")))
    }

    @Test(
        "a clock that jumps ahead by centuries costs no time", .timeLimit(.minutes(1)), arguments: MissedPolicy.allCases
    )
    func centuries(policy: MissedPolicy) throws {
        let decision = try decide("* * * * *", policy, due: "2024-03-01 12:00", now: "9000-01-01 00:00:30")
        #expect(utc(decision.nextRunAt) == "9000-01-01 00:01")
        #expect(utc(decision.fires.last) == "9000-01-01 00:00")
        #expect(decision.skipped?.count == SkippedTicks.countLimit)
        #expect(decision.skipped?.isCounted == false)
        let last = try utc(policy == .all ? "8999-12-31 07:20" : "9000-01-01 00:00") - 60
        #expect(decision.skipped?.last == last)
    }

    @Test("a clock that was ahead by years does not strand the schedule")
    func stranded() throws {
        let decision = try decide("0 3 * * *", due: "2099-01-01 03:00", now: "2024-03-01 12:00")
        #expect(decision == .init(nextRunAt: try utc("2024-03-02 03:00")))
    }

    @Test(
        "a clock that is set back by less than a month changes nothing",
        arguments: ["0 3 * * *", "0 0 1 1 *", "every:7d", "every:366d", "* * * * *"])
    func setBack(schedule: String) throws {
        let planner = SchedulePlanner(schedule: try Schedule(parsing: schedule))
        let now = try utc("2024-01-01 00:00")
        let next = try #require(planner.schedule.next(after: now, anchor: now))
        for setback: Double in [1, 3600, 86_400, 30 * 86_400] {
            #expect(planner.decide(nextRunAt: next, now: now - setback) == .init(nextRunAt: next))
        }
    }

    @Test("over random outages and clock steps, each tick is decided once", arguments: MissedPolicy.allCases, 0..<20)
    func simulation(policy: MissedPolicy, seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let schedules = ["*/10 * * * *", "30 2 * * *", "0 */3 * * *", "every:17m", "0 0 * * mon", "15,45 1-3 * * *"]
        let planner = SchedulePlanner(
            schedule: try Schedule(parsing: schedules[seed % schedules.count]),
            zone: try TimeZoneText.parse("Europe/Berlin"), missed: policy, catchUpLimit: 20)
        let start = try utc("2024-03-25 00:00")
        var now = start
        var nextRunAt = try #require(planner.schedule.next(after: now, in: planner.zone, anchor: now))
        let anchor = nextRunAt
        var decided: [Date] = []
        for _ in 0..<400 {
            switch generator.number(0...19) {
            case 0: now -= Double(generator.number(1...86_400))
            case 1: now += Double(generator.number(1...8 * 86_400))
            default: now += Double(generator.number(1...7200))
            }
            let decision = planner.decide(nextRunAt: nextRunAt, now: now)
            let skipped = decision.skipped.map { skipped in
                planner.schedule.ticks(
                    after: skipped.first - 0.001, through: skipped.last, in: planner.zone, anchor: anchor,
                    limit: .max)
            }
            #expect(skipped?.count ?? 0 == decision.skipped?.count ?? 0)
            #expect(policy != .skip || decision.fires.allSatisfy { now.timeIntervalSince($0) <= 60 })
            #expect(decision.fires.isEmpty || decision.fires.allSatisfy { $0 <= now })
            decided += (skipped ?? []) + decision.fires
            nextRunAt = try #require(decision.nextRunAt)
        }
        // What was decided is every tick there is, in order, each once.
        let all = planner.schedule.ticks(
            after: start, through: try #require(decided.last), in: planner.zone, anchor: anchor, limit: .max)
        #expect(decided == all)
    }
}
