import Foundation
import Testing

@Suite("procession types test and new", .timeLimit(.minutes(2)))
struct TypeTestTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("every bundled type has tests, and they pass")
    func bundled() async throws {
        try await withProgram { program in
            let folder = Self.root.appendingPathComponent("process-types").path
            let ending = try await program.run("types", "test", "--types", folder, "--plain")
            #expect(ending.status == 0, "\(ending.output)\(ending.error)")
            let tested = Set(
                ending.output.split(separator: "\n").compactMap { $0.split(separator: "\t").dropFirst().first })
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".test.yaml") }.map { $0.dropLast(5) }
            #expect(tested == Set(names).union(["procession-maintenance"]))
        }
    }

    @Test("a test that fails says how what came of it differs, and where the test stands")
    func failing() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try program.write(
                """
                tests:
                  - name: all is as it was
                    inputs: {who: Ann}
                    tasks: {count: [{outputs: {letters: 3}}]}
                    expect: {status: COMPLETED, order: [say, count], outputs: {letters: 3}}
                  - name: all is different
                    inputs: {who: Ann}
                    tasks: {say: [{fail: hoarse}]}
                    expect:
                      status: COMPLETED
                      tasks: {cuont: FAILED}
                      attempts: {say: 2}
                      commands: {say: echo "hi $who"}
                  - name: nobody is greeted
                    expect: {refused: no such reason}
                """, to: "process-types/greet.test.yaml")
            let ending = try await program.run("types", "test", "greet")
            #expect(ending.status == 1)
            #expect(ending.output.contains("passed") && ending.output.contains("failed"))
            #expect(ending.error.contains("greet.test.yaml:6:11: all is different\n"))
            #expect(ending.error.contains("  the process is FAILED, not COMPLETED: "))
            #expect(ending.error.contains("  no task is named 'cuont'; did you mean 'count'?\n"))
            #expect(ending.error.contains("  'say' took 1 attempts, not 2\n"))
            #expect(ending.error.contains("echo \"hello $who\""))
            #expect(ending.error.contains("was refused, but not because of 'no such reason'"))
            let json = try await program.run("types", "test", "--json")
            #expect(json.output.contains(#""name":"all is as it was","passed":true,"problems":[]"#))
            #expect(!FileManager.default.fileExists(atPath: program.database))
        }
    }

    @Test("questions and children are results like any others")
    func flow() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: release
                    tasks:
                      - name: load
                        process: {type: elsewhere, inputs: {day: 2026-01-31}}
                        outputs: {rows: integer}
                      - name: ask
                        approval: Keep ${tasks.load.outputs.rows} rows?
                      - name: keep
                        when: tasks.ask.outputs.approved
                        shell: keep
                    on_failure:
                      - name: tell
                        command: [echo, "${error.message}"]
                    """)
            try program.write(
                """
                tests:
                  - name: what is approved is kept
                    tasks: {load: [{outputs: {rows: 3}}]}
                    expect:
                      status: COMPLETED
                      tasks: {keep: COMPLETED}
                      commands: {ask: "Keep 3 rows?", load: elsewhere day=2026-01-31}
                  - name: what is rejected is told
                    tasks:
                      load: [{outputs: {rows: 3}}]
                      ask: [{fail: {class: authorization, message: rejected by bo}}]
                    expect:
                      status: FAILED
                      commands:
                        tell: |
                          echo 'task '\\''ask'\\'' failed: rejected by bo'
                """, to: "process-types/release.test.yaml")
            let ending = try await program.run("types", "test", "release")
            #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        }
    }

    @Test("what can't be tested is said")
    func wrongUse() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let untested = try await program.run("types", "test", "greet")
            #expect(untested.status == 3)
            #expect(untested.error.contains("write them to 'process-types/greet.test.yaml'"))
            #expect(try await program.run("types", "test", "absent").status == 3)
            try program.write("tests:\n  - nam: x\n", to: "process-types/greet.test.yaml")
            let invalid = try await program.run("types", "test")
            #expect(invalid.status == 2)
            #expect(invalid.error.contains("greet.test.yaml:2:5: error[unknown-key]"))
        }
    }

    @Test("what new writes is valid, passes its tests, runs, and is never written over")
    func new() async throws {
        try await withProgram { program in
            let new = try await program.run("types", "new", "my-report")
            #expect(new.status == 0)
            #expect(new.output == "process-types/my-report.yaml\nprocess-types/my-report.test.yaml\n")
            #expect(try await program.run("types", "validate", "process-types/my-report.yaml", "--strict").status == 0)
            let test = try await program.run("types", "test", "my-report")
            #expect(test.status == 0, "\(test.error)")
            #expect(try await program.run("run", "my-report", "--input", "who=Ada", "--input", "times=2").status == 0)
            #expect(try await program.run("types", "new", "my-report").status == 4)
            #expect(try await program.run("types", "new", "My Report").status == 2)
        }
    }

    @Test("without a name, schema is that of whole files")
    func schema() async throws {
        try await withProgram { program in
            let schema = try await program.run("types", "schema")
            #expect(schema.status == 0)
            #expect(schema.output.contains(##""$ref":"#/$defs/executor-shell""##))
            #expect(try await program.run("types", "schema", "--tests").output.contains(#""hang""#))
            #expect(try await program.run("types", "schema", "greet", "--tests").status == 2)
        }
    }

    @Test("svg is a picture with a box a task")
    func svg() async throws {
        try await withProgram { program in
            let type = Self.root.appendingPathComponent("process-types/etl-pipeline.yaml").path
            let svg = try await program.run("types", "graph", type, "--format", "svg")
            #expect(svg.status == 0)
            #expect(try XMLDocumentCheck.isWellFormed(svg.output))
            #expect(svg.output.components(separatedBy: "class=\"box\"").count - 1 == 7)
            #expect(svg.output.components(separatedBy: "class=\"way\"").count - 1 == 5)
            #expect(svg.output.contains(">on_success<"))
        }
    }

    @Test("the page of every bundled executor is made of its descriptor")
    func executorPages() async throws {
        try await withProgram { program in
            let plugins = Self.root.appendingPathComponent("Plugins").path
            let list = try await program.run("executors", "list", "--plain", "--plugins", plugins)
            let names = list.output.split(separator: "\n").compactMap {
                $0.split(separator: "\t").first.map(String.init)
            }
            #expect(names.count >= 10)
            for name in names {
                let page = try await program.run("executors", "show", name, "--markdown", "--plugins", plugins).output
                let file = Self.root.appendingPathComponent("docs/executors/\(name).md")
                if ProcessInfo.processInfo.environment["REGENERATE_GOLDENS"] != nil {
                    try page.write(to: file, atomically: true, encoding: .utf8)
                } else {
                    #expect(page == (try String(contentsOf: file, encoding: .utf8)), "docs/executors/\(name).md is old")
                }
            }
        }
    }
}

/// Whether a text is XML.
enum XMLDocumentCheck {
    static func isWellFormed(_ text: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin)"]
        let input = Pipe()
        process.standardInput = input
        try process.run()
        input.fileHandleForWriting.write(Data(text.utf8))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
