import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Schedules", .timeLimit(.minutes(1)))
struct ScheduleTests {
    @Test(
        "through days with restarts and clock changes, each tick fires exactly once",
        arguments: [
            ("30 2 * * *", "Europe/Berlin", "2026-03-27T00:00:00Z"),
            ("30 * * * *", "Europe/Berlin", "2026-03-28T12:00:00Z"),
            ("*/20 1-3 * * *", "America/New_York", "2026-10-31T00:00:00Z"),
            ("15 2 * * *", "Australia/Lord_Howe", "2026-04-03T00:00:00Z"),
            ("every:90m", nil, "2026-01-01T00:00:00Z")
        ] as [(String, String?, String)])
    func days(schedule: String, zone: String?, start: String) async throws {
        let fixture = try await ScheduleFixture(now: start)
        try await fixture.create(schedule, zone: zone)
        let began = fixture.clock.now
        for hours in [7, 11, 25, 5, 24] { try await fixture.work(for: .seconds(hours * 3600)) }
        let timeZone = try zone.map { try TimeZoneText.parse($0) } ?? .gmt
        let expected = try Schedule(parsing: schedule).ticks(
            after: began, through: fixture.clock.now, in: timeZone, anchor: began, limit: 1000)
        #expect(expected.count > 2)
        #expect(try await fixture.fired() == expected)
        #expect(try await fixture.events() == [])
        #expect(fixture.engine.executor.calls.count == expected.count)
        try await fixture.engine.close()
    }

    @Test("two engines over one store fire each tick once")
    func rivals() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("every:1h")
        let rivals = [fixture.engine.orchestrator(), fixture.engine.orchestrator()]
        for rival in rivals { try await rival.start() }
        try await fixture.pass(.seconds(48 * 3600))
        for rival in rivals { await rival.stop() }
        #expect(try await fixture.fired().count == 48)
        #expect(fixture.engine.executor.calls.count == 48)
        #expect(try await fixture.events() == [])
        try await fixture.engine.close()
    }

    @Test(
        "an outage of a week is dealt with as the policy says",
        arguments: [
            (.skip, 0, ["missed": 168]), (.last, 1, ["superseded": 167]), (.all, 24, ["beyond-catch-up": 144])
        ] as [(MissedPolicy, Int, [String: Int])])
    func outage(missed: MissedPolicy, fires: Int, skipped: [String: Int]) async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 * * * *", missed: missed)
        let began = fixture.clock.now
        fixture.clock.advance(by: .seconds(7 * 86_400 + 300))
        try await fixture.work(for: .seconds(60))
        let expected = (0..<168).map { began + Double($0 + 1) * 3600 }.suffix(fires)
        let fired = try await fixture.fired()
        #expect(fired == Array(expected))
        #expect(try await fixture.skipped() == skipped)
        try await fixture.work(for: .seconds(3600))
        #expect(try await fixture.fired().count == fires + 1)
        try await fixture.engine.close()
    }

    @Test("a catch-up goes on after a restart, one execution after the other")
    func catchUp() async throws {
        let fixture = try await ScheduleFixture([.block])
        try await fixture.create("0 * * * *", missed: .all)
        fixture.clock.advance(by: .seconds(3 * 3600 + 300))
        try await fixture.work(for: .seconds(1))
        #expect(try await fixture.fired().count == 1)
        #expect(try await fixture.engine.store.waitingTicks(of: fixture.process).count == 2)
        fixture.engine.executor.release("work")
        try await fixture.work(for: .seconds(1))
        let began = try fixture.date("2026-01-01T00:00:00Z")
        #expect(try await fixture.fired() == [3600, 7200, 10_800].map { began + $0 })
        #expect(fixture.engine.executor.mostRunning == 1)
        try await fixture.engine.close()
    }

    @Test("under skip, ticks while the process runs are recorded")
    func overlapSkip() async throws {
        let fixture = try await ScheduleFixture([.block, .complete()])
        try await fixture.create("0 * * * *", overlap: .skip)
        try await fixture.working {
            try await fixture.pass(.seconds(3 * 3600))
            #expect(try await fixture.fired().count == 1)
            fixture.engine.executor.release("work")
            try await fixture.eventually { try await fixture.manager.process("scheduled").status.isAtRest }
            try await fixture.pass(.seconds(3600))
        }
        #expect(try await fixture.fired().count == 2)
        #expect(try await fixture.skipped() == ["overlap": 2])
        try await fixture.engine.close()
    }

    @Test("under queue, one tick waits for the end, through a restart")
    func overlapQueue() async throws {
        let fixture = try await ScheduleFixture([.block])
        try await fixture.create("0 * * * *", overlap: .queue)
        try await fixture.work(for: .seconds(3 * 3600 + 60))
        #expect(try await fixture.fired().count == 1)
        fixture.engine.executor.release("work")
        try await fixture.work(for: .seconds(60))
        let began = try fixture.date("2026-01-01T00:00:00Z")
        #expect(try await fixture.fired() == [began + 3600, began + 7200])
        #expect(try await fixture.skipped() == ["overlap": 1])
        try await fixture.engine.close()
    }

    @Test("under replace, the execution is stopped and the tick fires")
    func overlapReplace() async throws {
        let fixture = try await ScheduleFixture([.hang])
        try await fixture.create("0 * * * *", overlap: .replace)
        try await fixture.working {
            for number in 1...3 {
                try await fixture.pass(.seconds(3600))
                try await fixture.eventually { try await fixture.fired().count == number }
                try await fixture.eventually { fixture.engine.executor.calls.count == number }
            }
        }
        let executions = try await fixture.engine.store.executions(of: fixture.process, limit: 10)
        #expect(executions.map(\.status) == [.inProgress, .stopped, .stopped])
        #expect(try await fixture.events() == [])
        try await fixture.engine.close()
    }

    @Test("a wall clock that is set back fires nothing twice")
    func clockSetBack() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 * * * *")
        try await fixture.working {
            try await fixture.pass(.seconds(5 * 3600))
            try await fixture.stepWallClock(by: .seconds(-3 * 3600))
            try await fixture.pass(.seconds(3 * 3600))
            #expect(try await fixture.fired().count == 5)
            try await fixture.pass(.seconds(3600))
        }
        #expect(try await fixture.fired().count == 6)
        #expect(try await fixture.events() == [])
        try await fixture.engine.close()
    }

    @Test("a wall clock that is set forward lets the missed policy decide, once")
    func clockSetForward() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 * * * *")
        try await fixture.working {
            try await fixture.pass(.seconds(60))
            try await fixture.stepWallClock(by: .seconds(10 * 3600 + 300))
            try await fixture.pass(.seconds(1800))
        }
        #expect(try await fixture.fired() == [try fixture.date("2026-01-01T10:00:00Z")])
        #expect(try await fixture.skipped() == ["superseded": 9])
        try await fixture.engine.close()
    }

    @Test("a clock that was a year ahead strands nothing and repeats nothing")
    func clockFarAhead() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 0 * * *")
        try await fixture.working {
            try await fixture.stepWallClock(by: .seconds(366 * 86_400))
            try await fixture.pass(.seconds(86_400))
            try await fixture.stepWallClock(by: .seconds(-366 * 86_400))
            let next = try fixture.date("2026-01-03T00:00:00Z")
            try await fixture.eventually { try await fixture.manager.process("scheduled").nextRunAt == next }
            try await fixture.pass(.seconds(86_400))
        }
        let fired = try await fixture.fired()
        let expected = ["2026-01-03T00:00:00Z", "2027-01-02T00:00:00Z", "2027-01-03T00:00:00Z"]
        #expect(fired.map { $0.formatted(.iso8601) } == expected)
        try await fixture.engine.close()
    }

    @Test("a type that is gone at fire time is recorded, and the schedule goes on")
    func typeGone() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 * * * *")
        let without = ProcessOrchestrator(
            store: fixture.engine.store, types: ProcessTypeRegistry(), executors: fixture.engine.executors,
            configuration: ScheduleFixture.configuration, clock: fixture.clock)
        try await without.start()
        try await fixture.pass(.seconds(2 * 3600))
        await without.stop()
        let events = try await fixture.events()
        #expect(events.map(\.kind) == ["schedule.failed", "schedule.failed"])
        #expect(events.first?.detail?.contains("no process type is named 'job'") == true)
        try await fixture.work(for: .seconds(3600))
        #expect(try await fixture.fired() == [try fixture.date("2026-01-01T03:00:00Z")])
        try await fixture.engine.close()
    }

    @Test("another schedule begins now, without ticks of the past")
    func reschedule() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("0 * * * *")
        fixture.clock.advance(by: .seconds(5 * 3600 + 60))
        let changed = try await fixture.manager.setSchedule(
            of: fixture.process, schedule: "30 * * * *", timeZone: "Asia/Kolkata", missed: .all, overlap: .queue)
        #expect(changed.nextRunAt == (try fixture.date("2026-01-01T06:00:00Z")))
        try await fixture.work(for: .seconds(3600))
        #expect(try await fixture.fired() == [try fixture.date("2026-01-01T06:00:00Z")])
        try await fixture.manager.setSchedule(of: fixture.process, schedule: nil)
        try await fixture.work(for: .seconds(86_400))
        #expect(try await fixture.fired().count == 1)
        #expect(try await fixture.events().map(\.kind) == ["schedule.changed", "schedule.removed"])
        try await fixture.engine.close()
    }

    @Test("an engine without schedules fires none")
    func withoutSchedules() async throws {
        let fixture = try await ScheduleFixture()
        try await fixture.create("every:1s")
        var configuration = ScheduleFixture.configuration
        configuration.runsSchedules = false
        let orchestrator = ProcessOrchestrator(
            store: fixture.engine.store, types: fixture.engine.types, executors: fixture.engine.executors,
            configuration: configuration, clock: fixture.clock)
        try await orchestrator.start()
        for _ in 0..<10 {
            fixture.clock.advance(by: .seconds(900))
            for _ in 0..<50 { await Task.yield() }
        }
        await orchestrator.stop()
        #expect(try await fixture.fired() == [])
        try await fixture.engine.close()
    }

    @Test("a policy or a zone without a schedule is refused")
    func policyWithoutSchedule() async throws {
        let fixture = try await ScheduleFixture()
        await #expect(throws: ProcessionError.self) {
            try await fixture.manager.createProcess(type: "job", id: "x", missed: .all)
        }
        await #expect(throws: ProcessionError.self) {
            try await fixture.manager.createProcess(type: "job", id: "x", timeZone: "UTC")
        }
        try await fixture.engine.close()
    }
}
