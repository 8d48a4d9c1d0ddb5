import Foundation
import Procession
import Testing

@Suite("Time zones")
struct TimeZoneTextTests {
    @Test(
        "names of the IANA database are read",
        arguments: [
            ("UTC", 0), ("Etc/UTC", 0), ("GMT", 0), ("Europe/Berlin", 7200), ("America/New_York", -14_400),
            ("Asia/Kolkata", 19_800), ("Asia/Kathmandu", 20_700), ("US/Eastern", -14_400), ("EST", -18_000),
            ("EST5EDT", -14_400), ("GB", 3600), ("Etc/GMT+5", -18_000), ("America/Argentina/Buenos_Aires", -10_800)
        ])
    func known(name: String, offset: Int) throws {
        #expect(try TimeZoneText.parse(name).secondsFromGMT(for: try utc("2024-07-01 00:00")) == offset)
    }

    @Test(
        "anything else is refused with the nearest name",
        arguments: [
            ("europe/berlin", "did you mean 'Europe/Berlin'?"),
            ("Europe/Berln", "did you mean 'Europe/Berlin'?"),
            ("Berlin", "did you mean 'Europe/Berlin'?"),
            ("utc", "did you mean 'UTC'?"),
            ("PST", "an abbreviation can mean several zones; did you mean 'America/Los_Angeles'?"),
            ("cest", "an abbreviation can mean several zones; did you mean 'Europe/Paris'?"),
            ("+02:00", "write a name of the IANA database, such as 'Europe/Berlin' or 'UTC'"),
            ("GMT+5", "write a name of the IANA database, such as 'Europe/Berlin' or 'UTC'"),
            ("../etc/passwd", "write a name of the IANA database, such as 'Europe/Berlin' or 'UTC'"),
            ("", "write a name of the IANA database, such as 'Europe/Berlin' or 'UTC'"),
            (" UTC", "did you mean 'UTC'?")
        ])
    func unknown(name: String, hint: String) {
        let error = #expect(throws: ScheduleError.self) { try TimeZoneText.parse(name) }
        #expect(error == ScheduleError("'\(name)' is not a time zone", hint: hint))
    }
}
