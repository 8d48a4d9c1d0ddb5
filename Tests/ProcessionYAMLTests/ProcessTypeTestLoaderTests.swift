import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Files of tests", .timeLimit(.minutes(1)))
struct ProcessTypeTestLoaderTests {
    @Test("everything that a file says is in its tests")
    func everything() throws {
        let loaded = ProcessTypeTestLoader.load(
            text: """
                tests:
                  - name: a load that fails is repeated
                    inputs: {day: 2026-01-31, sizes: [1, 2]}
                    tasks:
                      load:
                        - {fail: {class: unavailable, message: busy, code: locked, exit_code: 75, retry_after: 30s}}
                        - {outputs: {rows: 3}, log: three}
                      report: [{fail: no paper}]
                      wait: [{hang: true}]
                    expect:
                      status: FAILED
                      tasks: {load: COMPLETED, report: FAILED}
                      order: [load, report]
                      attempts: {load: 2}
                      outputs: {rows: 3}
                      commands: {load: load 3.10}
                  - name: nothing is refused
                    expect: {refused: missing}
                """, file: "types/nightly.test.yaml")
        #expect(loaded.diagnostics == [])
        #expect(loaded.type == "nightly")
        let test = try #require(loaded.tests.first)
        #expect(test.location.map { "\($0)" } == "types/nightly.test.yaml:2:11")
        #expect(test.input == ["day": "2026-01-31", "sizes": [1, 2]])
        #expect(
            test.results["load"] == [
                .fail(TaskFailure(.unavailable, "busy", code: "locked", exitCode: 75, retryAfter: .seconds(30))),
                .complete(outputs: ["rows": 3], log: "three")
            ])
        #expect(test.results["report"] == [.fail(TaskFailure(.runtime, "no paper"))])
        #expect(test.results["wait"] == [.hang])
        #expect(
            test.expectation
                == ProcessTypeTest.Expectation(
                    status: .failed, tasks: ["load": .completed, "report": .failed], order: ["load", "report"],
                    attempts: ["load": 2], outputs: ["rows": 3], commands: ["load": "load 3.10"]))
        #expect(loaded.tests.last?.expectation.refusal == "missing")
    }

    @Test("mistakes are told with their places, all of them")
    func mistakes() {
        let loaded = ProcessTypeTestLoader.load(
            text: """
                tests:
                  - name: one
                    tasks:
                      load: {outputs: {}}
                    expect: {staus: COMPLETED, tasks: {load: DONE}}
                  - name: one
                """, file: "nightly.test.yaml")
        #expect(loaded.tests.isEmpty)
        let text = loaded.diagnostics.map { "\($0.location?.line ?? 0) \($0.code)" }
        #expect(text == ["4 wrong-type", "5 unknown-key", "5 invalid-value", "6 missing-key", "6 duplicate-name"])
        #expect(loaded.diagnostics[1].hint == "did you mean 'status'?")
    }

    @Test("the tables of keys in the guide are those that the decoder uses")
    func guide() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/testing-process-types.md").standardizedFileURL
        let text = try String(contentsOf: url, encoding: .utf8)
        let rewritten = YAMLReference.rewriting(text)
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDENS"] != nil {
            try rewritten.write(to: url, atomically: true, encoding: .utf8)
        } else {
            #expect(rewritten == text)
        }
        for table in YAMLReference.testTables { #expect(text.contains("\n<!-- keys: \(table.name) -->\n")) }
    }

    @Test("the tests in the guide are such tests")
    func snippets() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/testing-process-types.md").standardizedFileURL
        let blocks = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst()
        let tests = blocks.compactMap { $0.components(separatedBy: "\n```").first }.filter { $0.contains("tests:") }
        #expect(!tests.isEmpty)
        for text in tests {
            #expect(ProcessTypeTestLoader.load(text: text, file: "x.test.yaml").diagnostics == [], "\(text)")
        }
    }
}
