import Foundation
import Procession
import Testing

@Suite("docs/expressions.md")
struct ExpressionsPageTests {
    /// The rows of the tables with this head, each as its cells without the backticks.
    private static func rows(under head: String) throws -> [[String]] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/expressions.md")
        var rows: [[String]] = []
        var isInTable = false
        for line in try String(contentsOf: page, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line == head { isInTable = true }
            if line.isEmpty { isInTable = false }
            guard isInTable, line.hasPrefix("| `") else { continue }
            rows.append(
                line.dropFirst(2).dropLast(2).components(separatedBy: " | ").map { cell in
                    cell.replacing("\\|", with: "|").trimmingCharacters(in: ["`"])
                })
        }
        return rows
    }

    private func evaluate(_ text: String) throws -> Value {
        try Procession.Expression(parsing: text).evaluate(in: FixedScope())
    }

    @Test("every example has the value that is told")
    func examples() throws {
        let functions = try Self.rows(under: "| function | gives | example | value |").map { $0.suffix(2) }
        let examples = try Self.rows(under: "| expression | value |").map { $0[...] } + functions
        #expect(examples.count > 40)
        for example in examples {
            let (text, value) = (try #require(example.first), try #require(example.last))
            #expect(try evaluate(text) == Value(json: value), "\(text)")
        }
    }

    @Test("what is said to fail fails, with these words")
    func failures() throws {
        let failures = try Self.rows(under: "| expression | fails with |")
        #expect(failures.count > 8)
        for failure in failures {
            let error = #expect(throws: ExpressionError.self, "\(failure[0])") { try evaluate(failure[0]) }
            #expect(error?.message == failure[1])
        }
    }

    @Test("every function is there with its arguments, and no other")
    func functions() throws {
        let error = #expect(throws: ExpressionError.self) { try evaluate("no_such_function_anywhere()") }
        let names = try #require(error?.hint).dropFirst("there are ".count).components(separatedBy: ", ")
        #expect(names.count > 10)
        let calls = try names.map { name in
            let error = #expect(throws: ExpressionError.self) { try evaluate("\(name)()") }
            return try #require(error?.hint).dropFirst("write ".count)
        }
        let told = try Self.rows(under: "| function | gives | example | value |").map { $0[0] }
        #expect(told.sorted() == calls.map(String.init).sorted())
    }
}
