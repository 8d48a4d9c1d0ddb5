import Testing

@Suite("Output that can't be written", .timeLimit(.minutes(1)))
struct UnwritableOutputTests {
    private static let commands = [
        "run greet --input who=Ann --json", "run greet --input who=Ann --plain", "create greet --input who=Ann",
        "status r", "list", "history r", "logs r", "events --process r", "types list", "types show greet",
        "types schema greet",
        "types graph greet", "types plan greet --input who=Ann",
        "types validate process-types/greet.yaml --format json",
        "executors list", "executors show shell", "executors schema shell", "db stats", "--help", "--version",
        "run --help", "--generate-completion-script bash"
    ]

    @Test("a full disk ends the command with a message and status 1", arguments: commands)
    func full(command: String) async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            #expect(try await program.run("run", "greet", "--input", "who=Ann", "--id", "r").status == 0)
            let ending = try await program.shell("procession \(command) > /dev/full")
            #expect(ending.status == 1)
            #expect(ending.error.hasSuffix("error: the output can't be written: No space left on device\n"))
        }
    }

    @Test("a closed output is no other than a full one, and a closed pipe ends the command without a word")
    func closed() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let closed = try await program.shell("procession types list >&-")
            #expect(closed.status == 1)
            // The reason is the system's: by then the place may be taken by something that can't be written.
            #expect(closed.error.hasPrefix("error: the output can't be written: "))
            let pipe = try await program.shell("procession types list | true")
            #expect(pipe.error == "")
        }
    }

    @Test("a program that is started without any stream carries its process out")
    func noStreams() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let run = try await program.shell("procession run greet --input who=Ann --id r <&- >&- 2>&-")
            #expect(run.status == 0)
            #expect(try await program.run("logs", "r").output == "say | hello Ann\n")
            #expect(try await program.run("db", "check").status == 0)
        }
    }
}
