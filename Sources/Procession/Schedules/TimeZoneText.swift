public import struct Foundation.TimeZone

/// Time zones as people write them: names of the IANA database such as `Europe/Berlin`, or `UTC`.
public enum TimeZoneText {
    /// The zone that `name` stands for.
    ///
    /// Abbreviations (`PST`, `IST`) and offsets (`+02:00`, `GMT+2`) are refused: the first mean different zones to
    /// different people, the second know no daylight-saving time, and `Etc/GMT+2` is two hours *behind* UTC.
    ///
    /// - Throws: ``ScheduleError`` with the nearest name.
    public static func parse(_ name: String) throws(ScheduleError) -> TimeZone {
        let isFullName = name.contains("/") || shortNames.contains(name)
        if isFullName || !isAbbreviationOrOffset(name), let zone = TimeZone(identifier: name) { return zone }
        throw ScheduleError("'\(name.printable)' is not a time zone", hint: hint(for: name))
    }

    /// Names without a slash that the IANA database has and that look like abbreviations.
    static let shortNames: Set<String> = [
        "CET", "EET", "EST", "GB", "GMT", "HST", "MET", "MST", "NZ", "PRC", "ROC", "ROK", "UCT", "UTC", "WET"
    ]

    private static func isAbbreviationOrOffset(_ name: String) -> Bool {
        name.count <= 4 && name == name.uppercased() || name.contains { "+-:".contains($0) }
    }

    private static func hint(for name: String) -> String {
        if let zone = TimeZone.abbreviationDictionary[name.uppercased()], zone.contains("/") {
            return "an abbreviation can mean several zones; did you mean '\(zone)'?"
        }
        let names = TimeZone.knownTimeZoneIdentifiers + shortNames
        let sameCity = names.filter { $0.split(separator: "/").last?.lowercased() == name.lowercased() }
        if let zone = sameCity.min() { return "did you mean '\(zone)'?" }
        return NearestName.hint(for: String(name.prefix(64)), among: names)
            ?? "write a name of the IANA database, such as 'Europe/Berlin' or 'UTC'"
    }
}
