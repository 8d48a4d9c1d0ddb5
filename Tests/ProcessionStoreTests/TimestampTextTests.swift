import Foundation
import ProcessionStore
import Testing

@Suite("Times in the database")
struct TimestampTextTests {
    @Test(
        "times are written in UTC to the millisecond",
        arguments: [
            (0.0, "1970-01-01 00:00:00.000"), (-0.001, "1969-12-31 23:59:59.999"),
            (951_782_400.5, "2000-02-29 00:00:00.500"), (1_709_164_799.9994, "2024-02-28 23:59:59.999"),
            (1_709_164_799.9996, "2024-02-29 00:00:00.000"), (4_102_444_799.123, "2099-12-31 23:59:59.123"),
            (-62_135_596_800, "0001-01-01 00:00:00.000"), (1e300, "9999-12-31 23:59:59.999"),
            (-1e300, "0001-01-01 00:00:00.000"), (.nan, "0001-01-01 00:00:00.000")
        ])
    func formats(seconds: Double, text: String) {
        #expect(TimestampText.format(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test("what is written is read back, over centuries")
    func roundTrip() throws {
        for step in -30_000..<30_000 {
            let date = Date(timeIntervalSince1970: Double(step * 86_399_123) / 1000)
            let text = TimestampText.format(date)
            #expect(TimestampText.parse(text) == date)
            #expect(text < TimestampText.format(date.addingTimeInterval(0.001)))
        }
    }

    @Test(
        "what is not a time is refused",
        arguments: [
            "", "2024-02-30 00:00:00.000", "2023-02-29 00:00:00.000", "2024-13-01 00:00:00.000",
            "2024-01-01T00:00:00.000", "2024-01-01 24:00:00.000", "2024-01-01 00:60:00.000",
            "2024-01-01 00:00:00", "2024-01-01 00:00:00.0000", "2024-01-0a 00:00:00.000", "２024-01-01 00:00:00.0"
        ])
    func refuses(text: String) {
        #expect(TimestampText.parse(text) == nil)
    }
}
