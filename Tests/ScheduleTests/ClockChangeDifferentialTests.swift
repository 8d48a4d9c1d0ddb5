import Foundation
import Procession
import Testing

/// Expressions around every clock change, against a walk over each minute that applies the documented rules.
@Suite("Ticks around clock changes agree with a minute-by-minute walk")
struct ClockChangeDifferentialTests {
    /// The zones with the strangest changes; all of them with `PROCESSION_TEST_ZONES=all`.
    static let zones =
        ProcessInfo.processInfo.environment["PROCESSION_TEST_ZONES"] == "all"
        ? TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } : strangeZones

    private static let strangeZones = [
        "Africa/Cairo", "Africa/Casablanca", "Africa/Juba", "America/Asuncion", "America/Caracas", "America/Havana",
        "America/Los_Angeles", "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo",
        "America/Scoresbysund", "America/St_Johns", "Antarctica/Casey", "Antarctica/Troll", "Asia/Amman",
        "Asia/Beirut", "Asia/Colombo", "Asia/Gaza", "Asia/Pyongyang", "Asia/Tehran", "Australia/Adelaide",
        "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Moscow",
        "Europe/Volgograd", "Pacific/Apia", "Pacific/Chatham", "Pacific/Fakaofo", "Pacific/Norfolk"
    ]

    /// From 2000 through 2037.
    private static let years = 946_684_800..<2_145_916_800

    @Test("in every zone, around every change of 2000 to 2037", .timeLimit(.minutes(60)), arguments: zones)
    func changes(name: String) throws {
        let zone = try TimeZoneText.parse(name)
        let changes = Self.changes(of: zone)
        #expect(!changes.isEmpty || !Self.strangeZones.contains(name))
        var generator = SeededGenerator(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        // Usually every sixth change, another sixth in each zone.
        let stride = max(6 / effort, 1)
        for change in changes.enumerated() where change.offset % stride == generator.number(0...stride - 1) {
            let walk = MinuteWalk(from: change.element - 2 * 86_400, through: change.element + 2 * 86_400, in: zone)
            for _ in 0..<4 * effort {
                try compare(OracleExpression.random(using: &generator), walk, zone, using: &generator)
            }
        }
    }

    private func compare(
        _ oracle: OracleExpression, _ walk: MinuteWalk, _ zone: TimeZone, using generator: inout SeededGenerator
    ) throws {
        let expression: CronExpression
        do {
            expression = try CronExpression(parsing: oracle.text)
        } catch {
            // Only a date that never comes may be refused; the calendar test covers those.
            #expect(error.message.contains("never fires"), "\(oracle.text): \(error)")
            return
        }
        let expected = walk.ticks(of: oracle)
        var ticks: [Int] = []
        var last = walk.start - 1
        while let tick = expression.next(after: date(last), in: zone), seconds(tick) <= walk.end {
            ticks.append(seconds(tick))
            last = seconds(tick)
        }
        #expect(ticks == expected, "'\(oracle.text)' in \(zone.identifier) around \(date(walk.start + 172_800))")

        for _ in 0..<3 {
            let after = generator.number(walk.start...walk.end)
            guard let following = expected.first(where: { $0 > after }) else { continue }
            #expect(
                expression.next(after: date(after), in: zone) == date(following),
                "'\(oracle.text)' in \(zone.identifier) after \(date(after))")
        }
    }

    /// All instants at which the offset changes, found by walking in steps of six hours.
    private static func changes(of zone: TimeZone) -> [Int] {
        var changes: [Int] = []
        var offset = zone.secondsFromGMT(for: date(years.lowerBound))
        for instant in stride(from: years.lowerBound, to: years.upperBound, by: 6 * 3600) {
            let current = zone.secondsFromGMT(for: date(instant))
            if current != offset { changes.append(instant) }
            offset = current
        }
        return changes
    }
}

private func date(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(seconds)) }
private func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970) }

/// Each minute of a stretch of time with what local clocks show.
private struct MinuteWalk {
    let start: Int
    let end: Int
    /// Minutes since 1970 as local clocks count, for each minute from the start on.
    private let local: [Int]
    private let days: [Int: OracleDay]

    init(from first: Int, through last: Int, in zone: TimeZone) {
        start = first / 60 * 60
        end = last / 60 * 60
        local = stride(from: start, through: end, by: 60).map {
            ($0 + zone.secondsFromGMT(for: date($0))) / 60
        }
        let range = (local.min() ?? 0) / 1440...(local.max() ?? 0) / 1440
        days = Dictionary(uniqueKeysWithValues: range.map { ($0, OracleDay(daysSince1970: $0)) })
    }

    func ticks(of expression: OracleExpression) -> [Int] {
        let matchingDays = Set(days.filter { expression.isDay($0.value) }.keys)
        func matches(_ local: Int) -> Bool {
            matchingDays.contains(local / 1440) && expression.hours.contains(local % 1440 / 60)
                && expression.minutes.contains(local % 60)
        }
        if expression.countsHours { return local.indices.filter { matches(local[$0]) }.map { start + $0 * 60 } }

        var ticks: [Int] = []
        var highest = (local.first ?? 0) - 1
        for (index, shown) in local.enumerated() where shown > highest {
            // More than one time means that clocks jumped over the others.
            if (highest + 1...shown).contains(where: matches) { ticks.append(start + index * 60) }
            highest = shown
        }
        return ticks
    }
}
