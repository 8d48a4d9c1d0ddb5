import Foundation
import Procession
import Testing

@Suite("Cron expressions")
struct CronExpressionTests {
    struct Case: CustomTestStringConvertible {
        var expression: String
        var after: String
        var ticks: [String]
        var testDescription: String { "\(expression) after \(after)" }

        init(_ expression: String, after: String, _ ticks: String...) {
            self.expression = expression
            self.after = after
            self.ticks = ticks
        }
    }

    static let cases: [Case] = [
        // The examples of crontab(5).
        Case("5 0 * * *", after: "2024-03-01 00:05", "2024-03-02 00:05", "2024-03-03 00:05"),
        Case("15 14 1 * *", after: "2024-03-01 14:15", "2024-04-01 14:15", "2024-05-01 14:15"),
        Case("0 22 * * 1-5", after: "2024-03-01 21:59", "2024-03-01 22:00", "2024-03-04 22:00"),
        Case("23 0-23/2 * * *", after: "2024-03-01 00:00", "2024-03-01 00:23", "2024-03-01 02:23"),
        Case("5 4 * * sun", after: "2024-03-01 00:00", "2024-03-03 04:05", "2024-03-10 04:05"),
        Case("30 4 1,15 * 5", after: "2024-03-02 00:00", "2024-03-08 04:30", "2024-03-15 04:30", "2024-03-22 04:30"),
        // Strictly after, to the second.
        Case("* * * * *", after: "2024-03-01 12:00", "2024-03-01 12:01"),
        Case("* * * * *", after: "2024-03-01 11:59:59", "2024-03-01 12:00", "2024-03-01 12:01"),
        // Leap years, and the two Februaries that are not.
        Case("0 0 29 2 *", after: "2023-01-01 00:00", "2024-02-29 00:00", "2028-02-29 00:00"),
        Case("0 0 29 2 *", after: "2096-02-29 00:00", "2104-02-29 00:00"),
        Case("0 0 28 2 *", after: "2024-02-28 00:00", "2025-02-28 00:00"),
        // A day that both fields ask for, decades away.
        Case("0 0 * 2 5#5", after: "2024-03-01 00:00", "2036-02-29 00:00", "2064-02-29 00:00", "2092-02-29 00:00"),
        Case("0 0 */30 1 mon", after: "2024-01-01 00:00", "2028-01-31 00:00", "2029-01-01 00:00"),
        // Month ends and year ends.
        Case("0 0 31 * *", after: "2024-01-31 00:00", "2024-03-31 00:00", "2024-05-31 00:00", "2024-07-31 00:00"),
        Case("59 23 31 12 *", after: "2024-12-31 23:58", "2024-12-31 23:59", "2025-12-31 23:59"),
        Case("0 0 1 1 *", after: "2024-12-31 23:59:59", "2025-01-01 00:00", "2026-01-01 00:00"),
        Case("0 0 L * *", after: "2024-01-31 00:00", "2024-02-29 00:00", "2024-03-31 00:00", "2024-04-30 00:00"),
        Case("0 0 L-3 * *", after: "2023-02-01 00:00", "2023-02-25 00:00", "2023-03-28 00:00"),
        Case("0 0 L-30 * *", after: "2024-02-01 00:00", "2024-03-01 00:00", "2024-05-01 00:00"),
        Case("0 0 l,15 2 *", after: "2024-02-01 00:00", "2024-02-15 00:00", "2024-02-29 00:00", "2025-02-15 00:00"),
        // Days of the week that depend on the month.
        Case("0 0 * * 5L", after: "2024-03-01 00:00", "2024-03-29 00:00", "2024-04-26 00:00"),
        Case("0 0 * * friL", after: "2024-03-29 00:00", "2024-04-26 00:00"),
        Case("0 0 * * 7L", after: "2024-03-01 00:00", "2024-03-31 00:00"),
        Case("0 0 * * 5#2", after: "2024-03-01 00:00", "2024-03-08 00:00", "2024-04-12 00:00"),
        Case("0 0 * * Tue#5", after: "2024-03-01 00:00", "2024-04-30 00:00", "2024-07-30 00:00"),
        Case("0 0 * * 1#1,5L", after: "2024-03-01 00:00", "2024-03-04 00:00", "2024-03-29 00:00"),
        // The nearest weekday stays within its month.
        Case("0 0 15W * *", after: "2024-06-01 00:00", "2024-06-14 00:00", "2024-07-15 00:00", "2024-08-15 00:00"),
        Case("0 0 1W * *", after: "2024-05-31 00:00", "2024-06-03 00:00", "2024-07-01 00:00"),
        Case("0 0 31W * *", after: "2024-03-01 00:00", "2024-03-29 00:00", "2024-05-31 00:00"),
        Case("0 0 LW * *", after: "2024-03-01 00:00", "2024-03-29 00:00", "2024-04-30 00:00", "2024-05-31 00:00"),
        // Steps begin anew in each hour, month and week.
        Case("*/7 * * * *", after: "2024-03-01 12:49", "2024-03-01 12:56", "2024-03-01 13:00", "2024-03-01 13:07"),
        Case("10-40/15 * * * *", after: "2024-03-01 12:00", "2024-03-01 12:10", "2024-03-01 12:25", "2024-03-01 12:40"),
        Case("5/25 3 * * *", after: "2024-03-01 00:00", "2024-03-01 03:05", "2024-03-01 03:30", "2024-03-01 03:55"),
        Case("0 0 */10 * *", after: "2024-03-21 00:00", "2024-03-31 00:00", "2024-04-01 00:00", "2024-04-11 00:00"),
        Case("0 0 * * */2", after: "2024-03-02 00:00", "2024-03-03 00:00", "2024-03-05 00:00", "2024-03-07 00:00"),
        Case("0 0 * * 1/2", after: "2024-03-03 00:00", "2024-03-04 00:00", "2024-03-06 00:00", "2024-03-08 00:00"),
        // Names, in any case; Sunday at both ends of the week.
        Case("0 0 1 JAN,Jul *", after: "2024-01-01 00:00", "2024-07-01 00:00", "2025-01-01 00:00"),
        Case("0 0 1 oct-dec *", after: "2024-01-01 00:00", "2024-10-01 00:00", "2024-11-01 00:00"),
        Case("0 0 * * 0", after: "2024-03-01 00:00", "2024-03-03 00:00"),
        Case("0 0 * * 7", after: "2024-03-01 00:00", "2024-03-03 00:00"),
        Case("0 0 * * fri-sun", after: "2024-03-03 00:00", "2024-03-08 00:00", "2024-03-09 00:00", "2024-03-10 00:00"),
        Case("0 0 * * 7-2", after: "2024-03-01 00:00", "2024-03-03 00:00", "2024-03-04 00:00", "2024-03-05 00:00"),
        // Both day fields restricted: either. One that starts with * or ?: both.
        Case("0 0 13 * 5", after: "2024-09-06 00:00", "2024-09-13 00:00", "2024-09-20 00:00"),
        Case("0 0 13 * *", after: "2024-09-06 00:00", "2024-09-13 00:00", "2024-10-13 00:00"),
        Case("0 0 13 * ?", after: "2024-09-06 00:00", "2024-09-13 00:00", "2024-10-13 00:00"),
        Case("0 0 ? * 5", after: "2024-09-06 00:00", "2024-09-13 00:00", "2024-09-20 00:00"),
        Case("0 0 */2 * 5", after: "2024-09-06 00:00", "2024-09-13 00:00", "2024-09-27 00:00"),
        Case("0 0 1-31/2 * 5", after: "2024-09-05 00:00", "2024-09-06 00:00", "2024-09-07 00:00", "2024-09-09 00:00"),
        // Shorthands.
        Case("@yearly", after: "2024-03-01 00:00", "2025-01-01 00:00"),
        Case("@annually", after: "2024-03-01 00:00", "2025-01-01 00:00"),
        Case("@monthly", after: "2024-03-01 00:00", "2024-04-01 00:00"),
        Case("@weekly", after: "2024-03-01 00:00", "2024-03-03 00:00"),
        Case("@daily", after: "2024-03-01 00:00", "2024-03-02 00:00"),
        Case("@MIDNIGHT", after: "2024-03-01 00:00", "2024-03-02 00:00"),
        Case("@hourly", after: "2024-03-01 00:00", "2024-03-01 01:00"),
        // White space of any kind, around and between.
        Case(" \t0  3\t*  * *\n", after: "2024-03-01 00:00", "2024-03-01 03:00"),
        // Before 1970, and far ahead.
        Case("0 12 * * *", after: "1969-12-31 23:00", "1970-01-01 12:00"),
        Case("0 12 * * *", after: "1900-02-28 13:00", "1900-03-01 12:00"),
        Case("0 12 29 2 *", after: "2399-01-01 00:00", "2400-02-29 12:00")
    ]

    @Test("fire when they say", arguments: cases)
    func fires(_ example: Case) throws {
        let expression = try CronExpression(parsing: example.expression)
        var last = try utc(example.after)
        for expected in example.ticks {
            let tick = expression.next(after: last)
            #expect(utc(tick) == expected)
            last = try #require(tick)
        }
    }

    @Test("keep their text with single spaces, and the name of a shorthand")
    func text() throws {
        #expect(try CronExpression(parsing: " */5   9-17 *\t* MON-fri ").text == "*/5 9-17 * * MON-fri")
        #expect(try CronExpression(parsing: "@Daily").text == "@daily")
    }

    @Test("a tick does not follow itself when a date was read from text and is a little short")
    func precision() throws {
        let expression = try CronExpression(parsing: "* * * * *")
        let tick = try utc("2024-03-01 12:00")
        #expect(utc(expression.next(after: tick - 0.000_000_2)) == "2024-03-01 12:01")
        #expect(utc(expression.next(after: tick - 0.001)) == "2024-03-01 12:00")
        #expect(utc(expression.next(after: tick + 0.999)) == "2024-03-01 12:01")
    }

    @Test(
        "no date makes the search fail or run on",
        arguments: [-1e300, -.infinity, Date.distantPast.timeIntervalSince1970, 0, 1e300, .infinity])
    func extremeDates(instant: Double) throws {
        let expression = try CronExpression(parsing: "0 0 29 2 *")
        let tick = expression.next(
            after: Date(timeIntervalSince1970: instant), in: try TimeZoneText.parse("Europe/Berlin"))
        let isLate = instant > Date.distantFuture.timeIntervalSince1970
        #expect(tick.map { $0.timeIntervalSince1970 > instant } ?? isLate)
    }

    @Test("the last year is 9999")
    func lastYear() throws {
        let expression = try CronExpression(parsing: "0 0 1 1 *")
        #expect(utc(expression.next(after: try utc("9998-06-01 00:00"))) == "9999-01-01 00:00")
        #expect(expression.next(after: try utc("9999-06-01 00:00")) == nil)
        #expect(expression.next(after: Date(timeIntervalSince1970: .infinity)) == nil)
    }

    @Test(
        "are told to people as sentences",
        arguments: [
            ("0 3 * * *", "At 03:00 every day"),
            ("30 9,17 * * mon-fri", "At 09:30 and 17:30 on Monday to Friday"),
            ("* * * * *", "Every minute"),
            ("*/5 * * * *", "Every 5th minute"),
            ("*/5 9-17 * * *", "Every 5th minute of hours 9 to 17"),
            ("15 * * * *", "At minute 15 of every hour"),
            ("0,30 */2 * * *", "At minute 0 and minute 30 of every 2nd hour"),
            ("0 0 1,15 * *", "At 00:00 on day 1 and day 15 of the month"),
            ("0 0 L * *", "At 00:00 on the last day of the month"),
            ("0 0 L-3,LW * *", "At 00:00 on the 3rd day before the last and the last weekday of the month"),
            ("0 0 15W * *", "At 00:00 on the weekday nearest to day 15 of the month"),
            ("0 0 13 * 5", "At 00:00 on day 13 of the month or Friday"),
            ("0 0 */2 * 5", "At 00:00 on every 2nd day of the month that is also Friday"),
            ("0 0 * * 5#2", "At 00:00 on the 2nd Friday of the month"),
            ("0 0 * * friL", "At 00:00 on the last Friday of the month"),
            ("0 0 * jan-mar,dec *", "At 00:00 in January to March and December"),
            ("0 0 1 */3 ?", "At 00:00 on day 1 of the month in every 3rd month"),
            ("1-59/2 3 * * sat-sun", "Every 2nd minute from 1 to 59 of hour 3 on Saturday to Sunday"),
            ("@hourly", "At minute 0 of every hour")
        ])
    func descriptions(expression: String, sentence: String) throws {
        #expect(try CronExpression(parsing: expression).description == sentence)
    }
}
