import Foundation

extension TimeZoneText {
    /// Every name that ``parse(_:)`` takes, as far as this machine's copy of the IANA database tells.
    ///
    /// Looks through a thousand files.
    package static var names: [String] {
        let files = FileManager.default.enumerator(atPath: "/usr/share/zoneinfo")?.compactMap { $0 as? String } ?? []
        // Copies of the whole database with other leap seconds.
        let links = files.filter { !$0.hasPrefix("posix/") && !$0.hasPrefix("right/") }
        return Set(links + TimeZone.knownTimeZoneIdentifiers + shortNames).filter { (try? parse($0)) != nil }.sorted()
    }
}
