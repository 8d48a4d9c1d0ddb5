import Foundation
import Procession
import Testing

/// The table in `docs/schedules.md`, and changes that were stranger than most.
@Suite("When local clocks change")
struct ClockChangeTests {
    struct Case: CustomTestStringConvertible {
        var expression: String
        var zone: String
        var after: String
        var ticks: [String]
        var testDescription: String { "\(expression) in \(zone) after \(after)" }

        init(_ expression: String, _ zone: String, after: String, _ ticks: String...) {
            self.expression = expression
            self.zone = zone
            self.after = after
            self.ticks = ticks
        }
    }

    // Europe/Berlin, 2024-03-31: 02:00 becomes 03:00 at 01:00 UTC. 2024-10-27: 03:00 becomes 02:00 at 01:00 UTC.
    static let gaps: [Case] = [
        Case(
            "30 2 * * *", "Europe/Berlin", after: "2024-03-30 00:00", "2024-03-30 01:30", "2024-03-31 01:00",
            "2024-04-01 00:30"),
        Case("0 2 * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 01:00", "2024-04-01 00:00"),
        // Many ticks in one gap are one, and one with what is due at its end.
        Case("*/5 2 * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 01:00", "2024-04-01 00:00"),
        Case(
            "0 2,3 * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 01:00", "2024-04-01 00:00",
            "2024-04-01 01:00"),
        Case(
            "30 2,3 * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 01:00", "2024-03-31 01:30",
            "2024-04-01 00:30"),
        // Wildcard hours skip what the clocks skip.
        Case("30 * * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 00:30", "2024-03-31 01:30"),
        Case("0 */2 * * *", "Europe/Berlin", after: "2024-03-30 23:30", "2024-03-31 02:00", "2024-03-31 04:00"),
        Case("30 0-23 * * *", "Europe/Berlin", after: "2024-03-31 00:00", "2024-03-31 00:30", "2024-03-31 01:30"),
        // Midnight is missing: 2018-11-04 in São Paulo, 2023-04-28 in Cairo, 2024-03-31 in Beirut, 2024-03-10 in Havana.
        Case("0 0 * * *", "America/Sao_Paulo", after: "2018-11-03 12:00", "2018-11-04 03:00", "2018-11-05 02:00"),
        Case("30 0 * * fri", "Africa/Cairo", after: "2023-04-27 12:00", "2023-04-27 22:00", "2023-05-04 21:30"),
        Case("@daily", "Asia/Beirut", after: "2024-03-30 12:00", "2024-03-30 22:00", "2024-03-31 21:00"),
        Case("@monthly", "America/Havana", after: "2024-03-10 00:00", "2024-04-01 04:00"),
        Case("15 0 10 3 *", "America/Havana", after: "2024-03-10 00:00", "2024-03-10 05:00", "2025-03-10 04:15"),
        // Half an hour, in Lord Howe: 02:00 becomes 02:30.
        Case(
            "0,15,45 2 * * *", "Australia/Lord_Howe", after: "2024-10-05 15:00", "2024-10-05 15:30",
            "2024-10-05 15:45", "2024-10-06 15:00"),
        // Two hours, in Antarctica: 01:00 becomes 03:00.
        Case("0 1,2 * * *", "Antarctica/Troll", after: "2024-03-31 00:30", "2024-03-31 01:00", "2024-03-31 23:00"),
        // Pyongyang, 2018-05-04: 23:30 becomes 00:00, for good.
        Case("45 23 * * *", "Asia/Pyongyang", after: "2018-05-03 16:00", "2018-05-04 15:00", "2018-05-05 14:45"),
        // Apia went without 2011-12-30: what was due on that day fires once, as the next day begins.
        Case(
            "0 12 * * *", "Pacific/Apia", after: "2011-12-29 21:00", "2011-12-29 22:00", "2011-12-30 10:00",
            "2011-12-30 22:00"),
        Case("0 12 * * fri", "Pacific/Apia", after: "2011-12-29 21:00", "2011-12-30 10:00", "2012-01-05 22:00"),
        Case("0 * 30 12 *", "Pacific/Apia", after: "2011-12-29 21:00", "2012-12-29 10:00")
    ]

    static let folds: [Case] = [
        Case(
            "30 2 * * *", "Europe/Berlin", after: "2024-10-26 00:00", "2024-10-26 00:30", "2024-10-27 00:30",
            "2024-10-28 01:30"),
        // From between the two, and from the second one.
        Case("30 2 * * *", "Europe/Berlin", after: "2024-10-27 00:30", "2024-10-28 01:30"),
        Case("30 2 * * *", "Europe/Berlin", after: "2024-10-27 01:15", "2024-10-28 01:30"),
        Case("0 3 * * *", "Europe/Berlin", after: "2024-10-27 00:00", "2024-10-27 02:00", "2024-10-28 02:00"),
        Case(
            "*/30 2 * * *", "Europe/Berlin", after: "2024-10-26 22:30", "2024-10-27 00:00", "2024-10-27 00:30",
            "2024-10-28 01:00"),
        // Wildcard hours fire in both passes.
        Case(
            "30 * * * *", "Europe/Berlin", after: "2024-10-26 23:30", "2024-10-27 00:30", "2024-10-27 01:30",
            "2024-10-27 02:30"),
        Case(
            "0 */2 * * *", "Europe/Berlin", after: "2024-10-26 22:30", "2024-10-27 00:00", "2024-10-27 01:00",
            "2024-10-27 03:00"),
        // Midnight comes twice: 2024-11-03 in Havana. A day of the week begins with the first.
        Case("0 0 * * *", "America/Havana", after: "2024-11-02 12:00", "2024-11-03 04:00", "2024-11-04 05:00"),
        // 23:00 of 2018-02-17 comes twice in São Paulo.
        Case("30 23 * * sat", "America/Sao_Paulo", after: "2018-02-17 12:00", "2018-02-18 01:30", "2018-02-25 02:30"),
        Case(
            "15 * 17 2 *", "America/Sao_Paulo", after: "2018-02-18 00:30", "2018-02-18 01:15", "2018-02-18 02:15",
            "2019-02-17 03:15"),
        // Half an hour, in Lord Howe: 02:00 becomes 01:30.
        Case(
            "*/15 * * * *", "Australia/Lord_Howe", after: "2024-04-06 14:30", "2024-04-06 14:45", "2024-04-06 15:00",
            "2024-04-06 15:15"),
        Case("45 1 * * *", "Australia/Lord_Howe", after: "2024-04-06 12:00", "2024-04-06 14:45", "2024-04-07 15:15"),
        // Pyongyang, 2015-08-15: 00:00 becomes 23:30 of the day before, for good.
        Case("45 23 * * *", "Asia/Pyongyang", after: "2015-08-14 12:00", "2015-08-14 14:45", "2015-08-15 15:15"),
        Case("0 0 15 8 *", "Asia/Pyongyang", after: "2015-08-14 12:00", "2015-08-14 15:30", "2016-08-14 15:30")
    ]

    @Test("a time that is left out fires once, right after the gap", arguments: gaps)
    func gap(_ example: Case) throws { try check(example) }

    @Test("a time that comes twice fires the first time, unless hours are counted", arguments: folds)
    func fold(_ example: Case) throws { try check(example) }

    private func check(_ example: Case) throws {
        let expression = try CronExpression(parsing: example.expression)
        let zone = try TimeZoneText.parse(example.zone)
        var last = try utc(example.after)
        for expected in example.ticks {
            let tick = expression.next(after: last, in: zone)
            #expect(utc(tick) == expected)
            last = try #require(tick)
        }
    }
}
