import Foundation
import Procession
import Testing

@Suite("The page about schedules")
struct ScheduleGuideTests {
    /// The rows `| `expression` | sentence |` of `docs/schedules.md`.
    static let examples: [(expression: String, sentence: String)] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let page = (try? String(contentsOf: root.appending(path: "docs/schedules.md"), encoding: .utf8)) ?? ""
        let table = page.split(separator: "| expression | fires |\n|---|---|\n").dropFirst().first ?? ""
        return table.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("|") }.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return (cells[0].trimmingCharacters(in: ["`"]), cells[1])
        }
    }()

    @Test("reads its examples out as the program does")
    func sentences() throws {
        #expect(Self.examples.count > 10)
        for example in Self.examples {
            #expect(try CronExpression(parsing: example.expression).description == example.sentence)
        }
    }
}
