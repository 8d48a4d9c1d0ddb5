import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("docs/yaml-reference.md", .timeLimit(.minutes(1)))
struct ReferenceTests {
    private static let url = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/yaml-reference.md").standardizedFileURL

    private static func text() throws -> String { try String(contentsOf: url, encoding: .utf8) }

    @Test("the tables of keys are those that the decoder uses")
    func tables() throws {
        let text = try Self.text()
        let rewritten = YAMLReference.rewriting(text)
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDENS"] != nil {
            try rewritten.write(to: Self.url, atomically: true, encoding: .utf8)
        } else {
            #expect(rewritten == text)
        }
        for table in YAMLReference.tables { #expect(text.contains("\n<!-- keys: \(table.name) -->\n")) }
    }

    @Test("every YAML snippet is a process type, or becomes one with a name and a task")
    func snippets() throws {
        let blocks = try Self.text().components(separatedBy: "```yaml\n").dropFirst()
        #expect(blocks.count > 8)
        for block in blocks {
            let snippet = try #require(block.components(separatedBy: "\n```").first)
            expectLoads(whole(snippet))
        }
    }

    @Test("every YAML snippet of the guide to limits is a process type, or becomes one with a name and a task")
    func limits() throws {
        let guide = Self.url.deletingLastPathComponent().appending(path: "limits.md")
        let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst()
        #expect(blocks.count == 3)
        for block in blocks { expectLoads(whole(try #require(block.components(separatedBy: "\n```").first))) }
    }

    /// An example of a key, as it stands in the tables.
    struct Example: CustomTestStringConvertible {
        var table: String
        var key: KeyDocumentation

        static let all = YAMLReference.tables.flatMap { table in table.keys.map { Example(table: table.name, key: $0) }
        }

        var testDescription: String { "\(table): \(key.example)" }
    }

    @Test("every example of a key loads, or is refused as not supported yet", arguments: Example.all)
    func examples(_ example: Example) throws {
        let key = example.key
        let text: String
        switch example.table {
        case "file": text = whole(key.example)
        case "defaults": text = whole("defaults:\n  \(key.example)")
        case "input":
            let types = [
                "minimum": "integer", "maximum": "integer", "items": "list", "must_exist": "path", "type": nil
            ]
            let type = types[key.name, default: "string"].map { "type: \($0)\n    " } ?? ""
            text = whole("inputs:\n  x:\n    \(type)\(key.example)")
        case "task":
            let name = key.name == "name" ? "" : "name: run\n    "
            let items = key.name == "max_parallel" ? "for_each: [a, b]\n    " : ""
            text = whole("inputs: {dry_run: boolean}\ntasks:\n  - \(name)shell: 'true'\n    \(items)\(key.example)")
        case "retry":
            let retries = key.name == "max_retries" ? "" : "max_retries: 1\n    "
            text = whole("defaults:\n  retry:\n    \(retries)\(key.example)")
        case "schedule":
            let id = key.name == "id" ? "" : "id: nightly\n    "
            let timing = ["cron", "every"].contains(key.name) ? "" : "cron: '@daily'\n    "
            text = whole("schedules:\n  - \(id)\(timing)\(key.example)")
        case "concurrency":
            let limit = key.name == "limit" ? "" : "limit: 1\n  "
            text = whole("concurrency:\n  \(limit)\(key.example)")
        default:
            Issue.record("no test knows how to wrap an example of '\(example.table)'")
            return
        }
        expectLoads(text)
    }

    @Test("every code of a diagnostic is explained")
    func codes() throws {
        let text = try Self.text()
        let table = try #require(text.components(separatedBy: "## What is refused").last)
        let told = Set(
            GoldenCase.all.flatMap { $0.expected.matches(of: /(?:error|warning)\[([a-z-]+)\]/).map { String($0.1) } })
        #expect(told.count > 20)
        for code in told { #expect(table.contains("`\(code)`"), "'\(code)' is not explained") }
    }

    /// The text with a name and a task, where it has none.
    private func whole(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        var whole = text + "\n"
        if !lines.contains(where: { $0.hasPrefix("name:") }) { whole = "name: example\n" + whole }
        if !lines.contains(where: { $0.hasPrefix("tasks:") }) { whole += "tasks:\n  - {name: run, shell: 'true'}\n" }
        return whole
    }

    private func expectLoads(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        // A snippet may show a secret without a task that names it.
        let problems = try? ProcessTypeLoader(executors: .samples()).load(text: text, file: "<example>").diagnostics
            .filter { $0.severity == .error }
        #expect(problems?.map { $0.rendered() } == [], "\(text)", sourceLocation: sourceLocation)
    }

    @Test("no key of a task can name an executor")
    func taskKeys() throws {
        struct Namesake: DescribedExecutor {
            let descriptor: ExecutorDescriptor
            func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult { .completed() }
        }
        let keys = try #require(YAMLReference.tables.first { $0.name == "task" }).keys.map(\.name)
        for key in keys where NameSyntax.isName(key) {
            let executor = Namesake(
                descriptor: ExecutorDescriptor(name: ExecutorName(key), summary: "Never.", configuration: .any))
            let error = #expect(throws: ProcessionError.self) {
                try ExecutorRegistry().register(executor, origin: .swift("test"))
            }
            #expect(error?.message.contains("it is a key that every task has") == true)
        }
    }
}
