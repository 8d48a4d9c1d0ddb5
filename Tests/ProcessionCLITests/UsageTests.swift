import Testing

@Suite("The command line", .timeLimit(.minutes(1)))
struct UsageTests {
    @Test(
        "bad use ends with 2 and says what is wrong",
        arguments: [
            ["--nonsense"], ["run"], ["list", "--status", "NOPE"], ["list", "--json", "--plain"],
            ["list", "--limit", "0"],
            ["run", "x", "--input", "novalue"], ["run", "x", "--input", "a=1", "--input-text", "a:1"],
            ["worker", "--grace", "soon"], ["types", "list", "--types", "absent"]
        ])
    func badUse(arguments: [String]) async throws {
        try await withProgram { program in
            let ending = try await program.start(arguments).ending()
            #expect(ending.status == 2)
            #expect(ending.output == "")
            #expect(ending.error.lowercased().hasPrefix("error"))
        }
    }

    @Test("version and help are results", arguments: [["--version"], ["--help"], ["help", "run"], ["types", "--help"]])
    func results(arguments: [String]) async throws {
        try await withProgram { program in
            let ending = try await program.start(arguments).ending()
            #expect(ending.status == 0)
            #expect(!ending.output.isEmpty)
            #expect(ending.error == "")
        }
    }

    @Test("an argument that is not UTF-8 is refused")
    func notText() async throws {
        try await withProgram { program in
            let ending = try await program.shell(#"procession run "$(printf 'a\377b')""#)
            #expect(ending.status == 2)
            #expect(ending.error.hasPrefix("error[invalid-argument]: argument 2 is not UTF-8: 'a\u{FFFD}b'\n"))
        }
    }

    @Test("a reader that closes its end makes nothing fail")
    func closedPipe() async throws {
        try await withProgram { program in
            try program.add(
                type: "name: talk\ntasks:\n  - name: talk\n    shell: seq 1 100000\n")
            try await program.run("run", "talk", "--id", "t")
            let ending = try await program.shell("procession logs t | head -1; procession types list --plain | true")
            #expect(ending.status == 0)
            #expect(ending.output == "talk | 1\n")
            #expect(ending.error == "")
        }
    }

    @Test("completions come for every shell", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        try await withProgram { program in
            let ending = try await program.run("--generate-completion-script", shell)
            #expect(ending.status == 0)
            #expect(ending.output.contains("validate"))
        }
    }
}
