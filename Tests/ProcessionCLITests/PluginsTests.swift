import Foundation
import Testing

@Suite("plugins", .timeLimit(.minutes(2)))
struct PluginsTests {
    private static let say = """
        name: say
        version: 1.10
        summary: Says a word.
        executors:
          - name: say
            summary: Says a word.
            parameters: {word: {type: string, required: true}}
            argv: [printf, "%s", "${word}"]
            outputs: {said: {type: string, from: stdout}}
        """

    private func add(_ manifest: String, as name: String, to program: Program) throws {
        try program.add(plugin: ["plugin.yaml": manifest], as: name)
    }

    @Test("a process runs with a plugin's executor, which every list knows")
    func runs() async throws {
        try await withProgram { program in
            try add(Self.say, as: "say", to: program)
            try program.add(
                type: """
                    name: talk
                    inputs: {word: string}
                    tasks:
                      - name: say
                        say: {word: "${word}"}
                    outputs: {said: "${tasks.say.outputs.said}"}
                    """)
            let ending = try await program.run("run", "talk", "--input", "word=it's $(here)", "--id", "t")
            #expect(ending.status == 0, "\(ending.error)")
            #expect(try await program.run("status", "t", "--json").output.contains(#""said":"it's $(here)""#))
            let executors = try await program.run("executors", "list", "--plain")
            #expect(executors.output.contains("say\tplugin say (Plugins/say/plugin.yaml:1:7)\tSays a word.\n"))
            let plugins = try await program.run("plugins", "list", "--plain")
            #expect(
                plugins.output.contains(
                    "say\t1.10\tdeclarative\tok\tsay\tPlugins/say/plugin.yaml:1:7\tSays a word.\n"))
            #expect(plugins.output.contains("command\t\tswift\tok\tcommand\tbundled\t"))
        }
    }

    @Test("what is wrong with a plugin is shown where it is looked for, and hides no other")
    func broken() async throws {
        try await withProgram { program in
            try add(Self.say, as: "say", to: program)
            try add("name: odd\nsumary: x\n", as: "odd", to: program)
            let list = try await program.run("plugins", "list", "--plain")
            #expect(list.status == 0)
            #expect(list.output.contains("odd\t\t\tinvalid: a plugin needs 'executors' or a 'program' and 1 more\t"))
            #expect(list.output.contains("say\t1.10\tdeclarative\tok\t"))
            let show = try await program.run("plugins", "show", "odd")
            #expect(show.error.contains("Plugins/odd/plugin.yaml:2:1: error[unknown-key]: 'sumary' is not a key"))
            let bundled = try await program.run("plugins", "show", "http-hook", "--plain")
            #expect(bundled.output.hasPrefix("http\t"))
            let unknown = try await program.run("plugins", "show", "sya")
            #expect(unknown.status == 3)
            #expect(unknown.error.contains("did you mean 'say'?"))
            #expect(try await program.run("plugins", "test", "Plugins/odd").status == 2)
        }
    }

    @Test("a program that fails is not started again for lists, but where somebody wants to know or needs it")
    func failures() async throws {
        try await withProgram { program in
            try add("name: frail\nsummary: Fails.\nprogram: [sh, fail.sh]\n", as: "frail", to: program)
            try program.write(
                "echo x >>\(program.folder)/starts\necho 'no luck' >&2\nexit 3\n", to: "Plugins/frail/fail.sh")
            try program.add(type: SampleTypes.greet)
            func starts() -> Int { program.read("starts")?.split(separator: "\n").count ?? 0 }
            for command in [["plugins", "list"], ["types", "list"], ["executors", "list"], ["plugins", "show", "frail"]]
            {
                let ending = try await program.start(command).ending()
                #expect(ending.status == 0)
                #expect(starts() == 1, "\(command)")
            }
            let show = try await program.run("plugins", "show", "frail")
            #expect(show.output.contains("broken: the plugin 'frail' ended with exit code 3: no luck"))
            #expect(show.output.contains("; `procession plugins test frail` asks it again"))
            #expect(try await program.run("plugins", "test", "frail").status == 2)
            #expect(starts() == 2)
            #expect(try await program.run("doctor").status == 1)
            #expect(starts() == 3)
            #expect(try await program.run("run", "greet", "--input", "who=Ann").status == 0)
            #expect(starts() == 4)
        }
    }

    @Test("what `new` writes passes `test`, and is used at once", arguments: ["declarative", "python"])
    func starters(kind: String) async throws {
        try await withProgram { program in
            let new = try await program.run("plugins", "new", "fresh", "--kind", kind)
            #expect(new.output == "Plugins/fresh\n")
            let test = try await program.run("plugins", "test", "Plugins/fresh")
            #expect(test.status == 0, "\(test.output)\(test.error)")
            #expect(test.output.hasSuffix(", 0 failed\n"))
            #expect(try await program.run("executors", "show", "fresh").status == 0)
            #expect(try await program.run("plugins", "new", "fresh").status == 4)
            #expect(try await program.run("plugins", "new", "Not A Name").status == 2)
        }
    }

    @Test("a plugin with an executor of a bundled one is tried, and told that it would not be used")
    func shadowed() async throws {
        try await withProgram { program in
            try add(
                Self.say.replacing("name: say\n    summary", with: "name: shell\n    summary"), as: "say", to: program)
            let ending = try await program.run("plugins", "test", "Plugins/say")
            #expect(ending.status == 0)
            #expect(ending.output == "say: 0 passed, 0 failed\n")
            #expect(ending.error.contains("it is shadowed by the executor 'shell' of "), "\(ending.error)")
            let json = try await program.run("plugins", "test", "Plugins/say", "--json")
            #expect(json.output.contains(#""status":"shadowed""#))
        }
    }

    @Test("a test that fails is told, and ends with 1")
    func failing() async throws {
        try await withProgram { program in
            let tests = """

                tests:
                  - {name: shouts, with: {word: a}, expect: {status: completed, outputs: {said: A}}}
                """
            try add(Self.say + tests, as: "say", to: program)
            let json = try await program.run("plugins", "test", "say", "--json")
            #expect(json.status == 1)
            #expect(json.output.contains(#""failed":1"#))
            let ending = try await program.run("plugins", "test", "say")
            #expect(ending.status == 1)
            #expect(
                ending.output == """
                    FAIL  shouts
                          outputs is {"said":"a"}, not {"said":"A"}
                    say: 0 passed, 1 failed

                    """)
        }
    }
}
