import Foundation
import Procession
import Testing

@Suite("Cron expressions that are refused")
struct CronErrorTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var message: String
        var hint: String?
        var offset: Int
        var testDescription: String { text }

        init(_ text: String, _ message: String, hint: String? = nil, at offset: Int) {
            self.text = text
            self.message = message
            self.hint = hint
            self.offset = offset
        }
    }

    private static func wrongCount(_ fields: String) -> String {
        "the expression has \(fields), and it needs five: minute, hour, day of month, month, day of week"
    }

    private static let extraFields = "there is no place for seconds, years, users or commands"

    static let cases: [Case] = [
        Case(
            "", "the expression is empty",
            hint: "write five fields, such as '0 3 * * *', or '@daily'", at: 0),
        Case(
            "   ", "the expression is empty",
            hint: "write five fields, such as '0 3 * * *', or '@daily'", at: 0),
        Case(
            "* * *", Self.wrongCount("3 fields"),
            hint: "every day at three is '0 3 * * *'", at: 5),
        Case(
            "* * * *", Self.wrongCount("4 fields"),
            hint: "every day at three is '0 3 * * *'", at: 7),
        Case(
            "0, 30 * * * *", Self.wrongCount("6 fields"),
            hint: "a list has no spaces: '0,15,30'", at: 0),
        Case(
            "0 0 3 * * *", Self.wrongCount("6 fields"),
            hint: Self.extraFields + "; without them it reads '0 3 * * *'", at: 10),
        Case(
            "0 0 12 * * ? 2025", Self.wrongCount("7 fields"),
            hint: Self.extraFields + "; without them it reads '0 12 * * ?'", at: 11),
        Case(
            "1 2 3 4 5 6 7 8", Self.wrongCount("8 fields"),
            hint: Self.extraFields + "; without them it reads '2 3 4 5 6'", at: 10),
        Case(
            "60 * * * *", "60 is out of range for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "* 24 * * *", "24 is out of range for the hour field",
            hint: "0 to 23", at: 2),
        Case(
            "* * 0 * *", "0 is out of range for the day of month field",
            hint: "1 to 31", at: 4),
        Case(
            "* * 32 * *", "32 is out of range for the day of month field",
            hint: "1 to 31", at: 4),
        Case(
            "* * * 0 *", "0 is out of range for the month field",
            hint: "1 to 12, or jan to dec", at: 6),
        Case(
            "* * * 13 *", "13 is out of range for the month field",
            hint: "1 to 12, or jan to dec", at: 6),
        Case(
            "* * * * 8", "8 is out of range for the day of week field",
            hint: "0 to 7, or sun to sat", at: 8),
        Case(
            "-1 * * * *", "'-1' is no range",
            hint: "a range has a value at either end, such as '1-5'", at: 0),
        Case(
            "99999999999999999999 * * * *", "99999999999999999999 is out of range for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "5-1 * * * *", "the range '5-1' runs backwards",
            hint: "write '5-59,0-1'", at: 0),
        Case(
            "* 22-2 * * *", "the range '22-2' runs backwards",
            hint: "write '22-23,0-2'", at: 2),
        Case(
            "* * * * fri-mon", "the range 'fri-mon' runs backwards",
            hint: "write '5-6,0-1'", at: 8),
        Case(
            "* * * nov-feb *", "the range 'nov-feb' runs backwards",
            hint: "write '11-12,1-2'", at: 6),
        Case(
            "*/0 * * * *", "a step of 0 never moves on",
            hint: "a step is a number from 1 to 59", at: 2),
        Case(
            "*/60 * * * *", "the step 60 is longer than the minute field",
            hint: "steps begin anew each time; a steady interval is 'every:60m'", at: 2),
        Case(
            "*/90 * * * *", "the step 90 is longer than the minute field",
            hint: "steps begin anew each time; a steady interval is 'every:90m'", at: 2),
        Case(
            "* */36 * * *", "the step 36 is longer than the hour field",
            hint: "steps begin anew each time; a steady interval is 'every:36h'", at: 4),
        Case(
            "* * */45 * *", "the step 45 is longer than the day of month field",
            hint: "steps begin anew each time; a steady interval is 'every:45d'", at: 6),
        Case(
            "* * * */12 *", "the step 12 is longer than the month field",
            hint: "a step is a number from 1 to 11", at: 8),
        Case(
            "* * * * */7", "the step 7 is longer than the day of week field",
            hint: "a step is a number from 1 to 6", at: 10),
        Case(
            "*/ * * * *", "a step is missing after '/'",
            hint: "a step is a number from 1 to 59", at: 2),
        Case(
            "*/x * * * *", "'x' is not a step",
            hint: "a step is a number from 1 to 59", at: 2),
        Case(
            "*/5/2 * * * *", "'5/2' is not a step",
            hint: "a step is a number from 1 to 59", at: 2),
        Case(
            "1/-5 * * * *", "'-5' is not a step",
            hint: "a step is a number from 1 to 59", at: 2),
        Case(
            "*5 * * * *", "'*5' is no value for the minute field",
            hint: "did you mean '*/5'?", at: 0),
        Case(
            "** * * * *", "'**' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "1,,2 * * * *", "an entry in the list of the minute field is missing",
            hint: "a list is written as '0,15,30', without spaces", at: 2),
        Case(
            ",1 * * * *", "an entry in the list of the minute field is missing",
            hint: "a list is written as '0,15,30', without spaces", at: 0),
        Case(
            "1, * * * *", "an entry in the list of the minute field is missing",
            hint: "a list is written as '0,15,30', without spaces", at: 2),
        Case(
            "1- * * * *", "'1-' is no range",
            hint: "a range has a value at either end, such as '1-5'", at: 0),
        Case(
            "-5 * * * *", "'-5' is no range",
            hint: "a range has a value at either end, such as '1-5'", at: 0),
        Case(
            "1-2-3 * * * *", "'2-3' is no value for the minute field",
            hint: "0 to 59", at: 2),
        Case(
            "x * * * *", "'x' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "½ * * * *", "'½' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "٣ * * * *", "'٣' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "1.5 * * * *", "'1.5' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "* * * january *", "'january' is no value for the month field",
            hint: "did you mean 'jan'?", at: 6),
        Case(
            "* * * jna *", "'jna' is no value for the month field",
            hint: "did you mean 'jan'?", at: 6),
        Case(
            "* * * * monday", "'monday' is no value for the day of week field",
            hint: "did you mean 'mon'?", at: 8),
        Case(
            "* * * * mno", "'mno' is no value for the day of week field",
            hint: "did you mean 'mon'?", at: 8),
        Case(
            "* * * mon *", "'mon' is no value for the month field",
            hint: "1 to 12, or jan to dec", at: 6),
        Case(
            "* * * * jan", "'jan' is no value for the day of week field",
            hint: "0 to 7, or sun to sat", at: 8),
        Case(
            "jan * * * *", "'jan' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "? * * * *", "'?' stands in the day fields only, and this is the minute field",
            hint: "write '*'", at: 0),
        Case(
            "* * * ? *", "'?' stands in the day fields only, and this is the month field",
            hint: "write '*'", at: 6),
        Case(
            "* * ?,1 * *", "'?' stands alone in its field, and this one is '?,1'",
            hint: "'?' says that the field does not matter, as '*' does", at: 4),
        Case(
            "* * ?/2 * *", "'?' stands alone in its field, and this one is '?/2'",
            hint: "'?' says that the field does not matter, as '*' does", at: 4),
        Case(
            "L * * * *", "'L' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "* * * * L", "'L' is no value for the day of week field",
            hint: "'5L' is the last Friday, and '6' is Saturday", at: 8),
        Case(
            "* * L-0 * *", "'L-0' is no day of month",
            hint: "'L-3' is the third day before the last; 1 to 30", at: 6),
        Case(
            "* * L-31 * *", "'L-31' is no day of month",
            hint: "'L-3' is the third day before the last; 1 to 30", at: 6),
        Case(
            "* * L-x * *", "'L-x' is no day of month",
            hint: "'L-3' is the third day before the last; 1 to 30", at: 6),
        Case(
            "* * L/2 * *", "'L' takes no step",
            at: 6),
        Case(
            "* * W * *", "'W' is no day of month",
            hint: "'15W' is the weekday nearest to the 15th; 1W to 31W, LW", at: 4),
        Case(
            "* * 0W * *", "'0W' is no day of month",
            hint: "'15W' is the weekday nearest to the 15th; 1W to 31W, LW", at: 4),
        Case(
            "* * 32W * *", "'32W' is no day of month",
            hint: "'15W' is the weekday nearest to the 15th; 1W to 31W, LW", at: 4),
        Case(
            "* * 1-5W * *", "'1-5W' is no day of month",
            hint: "'15W' is the weekday nearest to the 15th; 1W to 31W, LW", at: 4),
        Case(
            "* * 15W/2 * *", "'15W' takes no step",
            at: 8),
        Case(
            "* * * * fri#0", "'fri#0' is no day of week",
            hint: "'fri#2' is the second Friday; #1 to #5", at: 12),
        Case(
            "* * * * fri#6", "'fri#6' is no day of week",
            hint: "'fri#2' is the second Friday; #1 to #5", at: 12),
        Case(
            "* * * * fri#", "'fri#' is no day of week",
            hint: "'fri#2' is the second Friday; #1 to #5", at: 12),
        Case(
            "* * * * #2", "a value is missing in the day of week field",
            hint: "0 to 7, or sun to sat", at: 8),
        Case(
            "* * * * 8#2", "8 is out of range for the day of week field",
            hint: "0 to 7, or sun to sat", at: 8),
        Case(
            "* * * * 1-5L", "'1-5L' is no day of week",
            hint: "'5L' and 'friL' are the last Friday of the month", at: 8),
        Case(
            "* * * * tuL", "'tuL' is no day of week",
            hint: "'5L' and 'friL' are the last Friday of the month", at: 8),
        Case(
            "* * * * friL/2", "'friL' takes no step",
            at: 13),
        Case(
            "* * * * 5#2/2", "'5#2' takes no step",
            at: 12),
        Case(
            "0 0 31 2 *", "the expression never fires: no date has day of month '31' and month '2'",
            hint: "February has 28 or 29 days; April, June, September and November have 30", at: 4),
        Case(
            "0 0 30 feb ?", "the expression never fires: no date has day of month '30' and month 'feb'",
            hint: "February has 28 or 29 days; April, June, September and November have 30", at: 4),
        Case(
            "0 0 31 4,6,9,11 *", "the expression never fires: no date has day of month '31' and month '4,6,9,11'",
            hint: "February has 28 or 29 days; April, June, September and November have 30", at: 4),
        Case(
            "0 0 31W 2,4 *", "the expression never fires: no date has day of month '31W' and month '2,4'",
            hint: "February has 28 or 29 days; April, June, September and November have 30", at: 4),
        Case(
            "0 0 L-30 2 *", "the expression never fires: no date has day of month 'L-30' and month '2'",
            hint: "February has 28 or 29 days; April, June, September and November have 30", at: 4),
        Case(
            "@reboot", "'@reboot' names no time",
            hint: "start the process where the engine is started, such as in its systemd unit", at: 0),
        Case(
            "@every 5m", "'@every' is not a shorthand",
            hint: "write 'every:5m'", at: 0),
        Case(
            "@every", "'@every' is not a shorthand",
            hint: "write 'every:15m'", at: 0),
        Case(
            "@dialy", "'@dialy' is not a shorthand",
            hint: "did you mean '@daily'?", at: 0),
        Case(
            "@foo", "'@foo' is not a shorthand",
            hint: "there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly", at: 0),
        Case(
            "@daily 5", "'5' follows '@daily', which stands alone",
            hint: "'@daily' is '0 0 * * *'", at: 7),
        Case(
            "@", "'@' is not a shorthand",
            hint: "there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly", at: 0),
        Case(
            "H * * * *", "'H' is no value for the minute field",
            hint: "0 to 59", at: 0),
        Case(
            "* * * * * root", Self.wrongCount("6 fields"),
            hint: Self.extraFields + "; without them it reads '* * * * *'", at: 10),
        Case(
            "0 3 * * * /usr/bin/backup --all", Self.wrongCount("7 fields"),
            hint: Self.extraFields + "; without them it reads '0 3 * * *'", at: 10),
        Case(
            "0 3 * * *; rm -rf /", Self.wrongCount("8 fields"),
            hint: Self.extraFields, at: 11),
        Case(
            "* * * * mon\u{1B}[31m", "'mon\u{FFFD}[31m' is no value for the day of week field",
            hint: "did you mean 'mon'?", at: 8),
        Case(
            "'0 3 * * *'", "''0' is no value for the minute field",
            hint: "0 to 59", at: 0)
    ]

    @Test("say what is wrong, where, and what to write", arguments: cases)
    func message(_ example: Case) {
        let error = #expect(throws: ScheduleError.self) { try CronExpression(parsing: example.text) }
        #expect(error == ScheduleError(example.message, hint: example.hint, offset: example.offset))
    }

    @Test("an endless text is refused before it is read")
    func length() {
        let text = Array(repeating: "1,", count: 100_000).joined() + "1 * * * *"
        let error = #expect(throws: ScheduleError.self) { try CronExpression(parsing: text) }
        #expect(
            error
                == ScheduleError("the expression has 200009 characters, and 1000 is the limit", offset: 1000))
    }

    @Test("random text is read or refused, never more")
    func noise() {
        var generator = SeededGenerator(seed: 5)
        let alphabet = Array("0123456789*/,-?LW#@ \t abcfijmnorstuv\u{0}é🗓")
        for _ in 0..<20_000 * effort {
            let text = String(
                (0..<generator.number(0...24)).map { _ in alphabet[generator.number(0...alphabet.count - 1)] })
            do {
                let expression = try CronExpression(parsing: text)
                #expect(expression.next(after: .distantPast) != nil, "'\(text)'")
            } catch {
                #expect(0...text.count ~= error.offset, "'\(text)': \(error)")
            }
        }
    }

    @Test("random fields are read or refused, never more")
    func fields() {
        var generator = SeededGenerator(seed: 6)
        let parts = ["*", "?", "L", "W", "#", "/", "-", ",", "0", "1", "5", "7", "12", "31", "59", "60", "fri", "feb"]
        var read = 0
        for _ in 0..<20_000 * effort {
            let fields = (0..<5).map { _ in
                (0..<generator.number(1...3)).map { _ in parts[generator.number(0...parts.count - 1)] }.joined()
            }
            let text = fields.joined(separator: " ")
            guard let expression = try? CronExpression(parsing: text) else { continue }
            read += 1
            #expect(expression.next(after: .distantPast) != nil, "'\(text)'")
            #expect((try? CronExpression(parsing: expression.text)) == expression, "'\(text)'")
        }
        #expect(read > 0)
    }
}
