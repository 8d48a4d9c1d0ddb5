import Foundation
import Testing

@Suite("procession run", .timeLimit(.minutes(1)))
struct RunTests {
    @Test("a process that completes ends with 0, says so, and leaves its history")
    func success() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let run = try await program.run("run", "greet", "--input", "who=Ann", "--id", "first")
            #expect(run.status == 0)
            #expect(run.output == "")
            #expect(run.error.contains("say    | hello Ann"))
            #expect(run.error.contains("✓ completed first in "))
            #expect(run.error.contains("letters = 3"))
            #expect(run.error.contains("procession logs first\n"))
            let logs = try await program.run("logs", "first")
            #expect(logs.output == "say | hello Ann\n")
            let list = try await program.run("list", "--plain")
            #expect(list.output.hasPrefix("first\tgreet\tCOMPLETED\t2/2\t"))
        }
    }

    @Test("a process that fails ends with 1 and shows the failed task with what it printed")
    func failure() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let run = try await program.run("run", "failing", "--id", "f", "--json")
            #expect(run.status == 1)
            #expect(run.error.contains("✗ failed f in "))
            #expect(run.error.contains("  task 'broken' failed: "))
            #expect(run.error.contains("    | about to break\n"))
            #expect(run.error.contains("never   skipped: "))
            #expect(run.output.hasPrefix(#"{"execution":{"#))
        }
    }

    @Test("the summary begins with what made the process fail; what was allowed to fail comes after that")
    func failuresInOrder() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: failures
                    tasks:
                      - {name: lint, shell: exit 3, allow_failure: true, retry: {max_retries: 1, delay: 1ms}}
                      - {name: build, shell: exit 4, retry: {max_retries: 2, delay: 1ms}}
                    """)
            let run = try await program.run("run", "failures", "--id", "f")
            #expect(run.status == 1)
            let lines = run.error.split(separator: "\n").filter { $0.hasPrefix("  task ") }
            #expect(
                lines == [
                    "  task 'build' failed after 2 retries: exit code 4",
                    "  task 'lint' failed after 1 retry, as it may: exit code 3"
                ])
        }
    }

    @Test("a task that goes on after it has waited is resumed; one that failed is started again")
    func resumed() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: patient
                    tasks:
                      - {name: settle, wait: 50ms}
                      - {name: again, shell: test "$PROCESSION_ATTEMPT" = 2, retry: {max_retries: 1, delay: 10ms}}
                    """)
            let run = try await program.run("run", "patient", "--id", "p")
            #expect(run.status == 0, "\(run.error)")
            let lines = run.error.split(separator: "\n").filter { $0.contains("] settle") || $0.contains("] again") }
            let words = lines.map { $0.split(separator: " ").dropFirst(2).prefix(3).joined(separator: " ") }
            #expect(
                words.filter { $0.hasPrefix("started") || $0.hasPrefix("resumed") } == [
                    "started", "resumed", "started", "started, attempt 2"
                ])
            let events = try await program.run("events", "--process", "p")
            #expect(events.output.contains("p/settle attempt 2: resumed  by "), "\(events.output)")
        }
    }

    @Test("outputs of the process are what --plain prints")
    func plainOutputs() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let run = try await program.run("run", "greet", "--input-text", "who:Bo;times:2", "--plain")
            #expect(run.output == "letters\t2\n")
        }
    }

    @Test("a file is run under its own name, and outweighs a type of that name in the folder")
    func file() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try program.write(SampleTypes.greet.replacing("hello", with: "good day"), to: "greet.yaml")
            let run = try await program.run("run", "greet.yaml", "--input", "who=Ann")
            #expect(run.status == 0)
            #expect(run.error.contains("| good day Ann"))
        }
    }

    @Test("an invalid file is refused with the place, the reason and a hint, and nothing is written")
    func invalidFile() async throws {
        try await withProgram { program in
            try program.write("name: bad\ntasks:\n  - name: a\n    shell: echo\n    timout: 5m\n", to: "bad.yaml")
            let run = try await program.run("run", "./bad.yaml", "--db", "own.db")
            #expect(run.status == 2)
            #expect(
                run.error == """
                    error[invalid-definition]: './bad.yaml' is no valid process type
                    ./bad.yaml:5:5: error[unknown-key]: 'timout' is not a key of a task
                     5 |     timout: 5m
                       |     ^^^^^^
                       = hint: did you mean 'timeout'?

                    """)
            #expect(!FileManager.default.fileExists(atPath: "\(program.folder)/own.db"))
        }
    }

    @Test("wrong input is refused with all its problems at once, and no process is made")
    func wrongInput() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let run = try await program.run("run", "greet", "--input", "times=none")
            #expect(run.status == 2)
            #expect(run.error.contains("'who'"))
            #expect(run.error.contains("'times'"))
            let list = try await program.run("list", "--json")
            #expect(list.output == "{\"format_version\":1,\"processes\":[]}\n")
        }
    }

    @Test("an unknown type is not found, and the nearest name is suggested")
    func unknownType() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let run = try await program.run("run", "gret")
            #expect(run.status == 3)
            #expect(
                run.error == """
                    error[not-found]: no process type is named 'gret'
                        = hint: did you mean 'greet'?

                    """)
        }
    }

    @Test("JSON input comes from an argument or a file")
    func jsonInput() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try program.write(#"{"who": "from a file"}"#, to: "input.json")
            let file = try await program.run("run", "greet", "--input-json", "@input.json")
            #expect(file.error.contains("| hello from a file"))
            let list = try await program.run("run", "greet", "--input-json", "[1]")
            #expect(list.status == 2)
            let absent = try await program.run("run", "greet", "--input-json", "@absent.json")
            #expect(absent.status == 2)
        }
    }

    @Test("children keep the user's umask and the default meaning of every signal")
    func children() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: look
                    tasks:
                      - name: look
                        shell: |
                          umask
                          grep -i SigIgn /proc/self/status
                    """)
            let run = try await program.shell("umask 027; procession run look --id look; procession logs look")
            let lines = run.output.split(separator: "\n")
            #expect(lines.first == "look | 0027")
            let ignored = try #require(UInt64(lines[1].suffix(16), radix: 16))
            // Signals 1 to 31; those above are not the user's.
            #expect(ignored & 0x7FFF_FFFF == 0)
            let mode = try FileManager.default.attributesOfItem(atPath: program.database)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }
}
