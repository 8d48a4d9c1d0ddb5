import Foundation
import Procession
import Testing

@Suite("Schedules")
struct ScheduleTests {
    @Test(
        "are written as a cron expression or an interval, and read back",
        arguments: [
            ("0 3 * * *", "0 3 * * *"), (" @daily ", "@daily"), ("every:15m", "every:15m"),
            ("every:90m", "every:1h30m"), (" Every: 30s ", "every:30s"), ("every:366d", "every:366d")
        ])
    func text(written: String, text: String) throws {
        let schedule = try Schedule(parsing: written)
        #expect(schedule.text == text)
        #expect(try Schedule(parsing: schedule.text) == schedule)
    }

    @Test(
        "say what is wrong with an interval",
        arguments: [
            ("every 15m", "'every 15m' lacks the colon after 'every'", "write 'every:15m'", 5),
            ("every", "'every' lacks the colon after 'every'", "write 'every:15m'", 5),
            ("every:", "'every:' names no interval", "write such as 'every:90s', 'every:15m' or 'every:1h30m'", 6),
            ("every:soon", "'soon' is not a duration", "write such as 'every:90s', 'every:15m' or 'every:1h30m'", 6),
            ("every:0s", "the interval '0s' is too short", "an interval is between 1s and 366d", 6),
            (" every: 250ms", "the interval '250ms' is too short", "an interval is between 1s and 366d", 8),
            ("every:367d", "the interval '367d' is too long", "an interval is between 1s and 366d", 6)
        ])
    func refusedIntervals(text: String, message: String, hint: String, offset: Int) {
        let error = #expect(throws: ScheduleError.self) { try Schedule(parsing: text) }
        #expect(error == ScheduleError(message, hint: hint, offset: offset))
    }

    @Test("a broken cron expression is told as such")
    func refusedExpression() {
        let error = #expect(throws: ScheduleError.self) { try Schedule(parsing: "0 25 * * *") }
        #expect(error == ScheduleError("25 is out of range for the hour field", hint: "0 to 23", offset: 2))
    }

    @Test("an interval ticks at whole multiples from its anchor, before and after it")
    func intervals() throws {
        let schedule = Schedule.every(.seconds(900))
        let anchor = try utc("2024-03-01 12:07")
        func next(_ text: String) throws -> String { utc(schedule.next(after: try utc(text), anchor: anchor)) }
        #expect(try next("2024-03-01 12:07") == "2024-03-01 12:22")
        #expect(try next("2024-03-01 12:21:59") == "2024-03-01 12:22")
        #expect(try next("2024-03-01 12:22") == "2024-03-01 12:37")
        #expect(try next("2024-03-01 12:06:59") == "2024-03-01 12:07")
        #expect(try next("2024-03-01 11:52") == "2024-03-01 12:07")
        #expect(try next("2025-01-01 00:00") == "2025-01-01 00:07")
        #expect(schedule.next(after: Date(timeIntervalSince1970: 1e300), anchor: anchor) == nil)
    }

    @Test("an interval takes no notice of clock changes, and keeps its milliseconds")
    func steadyIntervals() throws {
        let schedule = Schedule.every(.milliseconds(1001))
        let zone = try TimeZoneText.parse("Europe/Berlin")
        let anchor = try utc("2024-03-31 00:59:59")
        var last = anchor
        for index in 1...5000 {
            let tick = try #require(schedule.next(after: last, in: zone, anchor: anchor))
            #expect(abs(tick.timeIntervalSince(anchor) - Double(index) * 1.001) < 0.000_01)
            last = tick
        }
    }

    @Test("ticks are listed up to and including the end, at most as many as asked for")
    func ticks() throws {
        let schedule = try Schedule(parsing: "0 * * * *")
        let start = try utc("2024-03-01 00:00")
        let end = try utc("2024-03-01 04:00")
        let all = schedule.ticks(after: start, through: end, anchor: start, limit: 100)
        #expect(all.map { utc($0) } == ["01", "02", "03", "04"].map { "2024-03-01 \($0):00" })
        #expect(schedule.ticks(after: start, through: end, anchor: start, limit: 2) == Array(all.prefix(2)))
        #expect(schedule.ticks(after: end, through: end, anchor: start, limit: 2).isEmpty)
        #expect(schedule.ticks(after: start, through: end, anchor: start, limit: 0).isEmpty)
    }
}
