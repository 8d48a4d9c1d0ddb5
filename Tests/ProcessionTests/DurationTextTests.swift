import Procession
import Testing

@Suite("Duration texts")
struct DurationTextTests {
    @Test(
        "a text stands for the sum of its parts",
        arguments: [
            ("250ms", Duration.milliseconds(250)), ("10s", .seconds(10)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
            ("1d", .seconds(86_400)), ("1h30m", .seconds(5400)), ("1d2h3m4s5ms", .milliseconds(93_784_005)),
            ("0s", .zero), ("007s", .seconds(7)), ("90m", .seconds(5400)), ("36500d", DurationText.longest)
        ])
    func parses(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", " ", "10", "s", "1.5h", "-5s", "+5s", "5 s", " 5s", "5s ", "5S", "5sec", "30m1h", "1h1h", "5ms5s",
            "1h-30m", "٣s", "1µs", "36501d", "36500d1ms", "99999999999999999999s", "9223372036854775807d",
            "9223372036854775807ms1", "1e3s", "5s\n", "5s\u{301}"
        ])
    func refuses(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "a duration has one text",
        arguments: [
            (Duration.seconds(5400), "1h30m"), (.milliseconds(250), "250ms"), (.zero, "0s"), (.seconds(86_400), "1d"),
            (.milliseconds(93_784_005), "1d2h3m4s5ms"), (.seconds(-90), "-1m30s"), (.microseconds(10), "0s"),
            (.milliseconds(60_001), "1m1ms"), (.seconds(Int64.max), "106751991167d7h12m55s807ms")
        ])
    func formats(duration: Duration, text: String) {
        #expect(DurationText.format(duration) == text)
    }

    @Test("what is formatted reads back as the same duration")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let duration = Duration.milliseconds(
                Int64.random(in: 0...DurationText.longest.inMilliseconds, using: &generator))
            #expect(DurationText.parse(DurationText.format(duration)) == duration)
        }
    }
}
