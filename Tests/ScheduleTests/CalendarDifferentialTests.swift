import Foundation
import Procession
import Testing

@Suite("Days agree with a walk over Foundation's calendar")
struct CalendarDifferentialTests {
    private static let firstDay = 10_957  // 2000-01-01
    private static let days = (firstDay..<firstDay + 3653).map(OracleDay.init(daysSince1970:))

    @Test("over ten years, for random day fields", .timeLimit(.minutes(60)), arguments: 0..<8)
    func days(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<25 * effort {
            let oracle = OracleExpression.random(using: &generator)
            let dayFields = oracle.text.split(separator: " ").dropFirst(2).joined(separator: " ")
            let expected = Self.days.indices.filter { oracle.isDay(Self.days[$0]) }.map { Self.firstDay + $0 }
            guard let expression = try? CronExpression(parsing: "0 0 " + dayFields) else {
                #expect(expected.isEmpty, "'\(dayFields)' was refused, and it has days")
                continue
            }
            var ticks: [Int] = []
            var last = Date(timeIntervalSince1970: Double(Self.firstDay) * 86_400 - 1)
            while let tick = expression.next(after: last), tick.timeIntervalSince1970 < 1_262_304_000 {
                ticks.append(Int(tick.timeIntervalSince1970) / 86_400)
                last = tick
            }
            #expect(ticks == expected.filter { $0 * 86_400 < 1_262_304_000 }, "'\(dayFields)'")
        }
    }
}
