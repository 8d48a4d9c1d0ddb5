import Foundation
import Testing

@Suite("procession types", .timeLimit(.minutes(1)))
struct TypesTests {
    private static let broken = "name: broken\ntasks:\n  - name: a\n    shll: echo\n"

    @Test("validate reports every file and ends with 2 if one is invalid")
    func validate() async throws {
        try await withProgram { program in
            try program.write(SampleTypes.greet, to: "greet.yaml")
            try program.write(Self.broken, to: "broken.yaml")
            let both = try await program.run("types", "validate", "greet.yaml", "broken.yaml")
            #expect(both.status == 2)
            #expect(both.output == "greet.yaml: ok\nbroken.yaml: 1 error\n")
            #expect(both.error.contains("broken.yaml:4:5: error["))
            #expect(both.error.contains("did you mean 'shell'?"))
            #expect(try await program.run("types", "validate", "greet.yaml").status == 0)
            #expect(try await program.run("types", "validate", "absent.yaml").status == 2)
        }
    }

    @Test("validate writes what code hosts read", arguments: ["json", "sarif", "github"])
    func formats(format: String) async throws {
        try await withProgram { program in
            try program.write(Self.broken, to: "broken.yaml")
            let ending = try await program.run("types", "validate", "broken.yaml", "--format", format)
            #expect(ending.status == 2)
            #expect(ending.error == "")
            let mark =
                switch format {
                case "sarif": #""startLine":4"#
                case "github": "::error file=broken.yaml,line=4,col=5,title="
                default: #""is_valid":false"#
                }
            #expect(ending.output.contains(mark), "\(ending.output)")
        }
    }

    @Test("types that were installed with the program are found from everywhere, after those of the folder")
    func installed() async throws {
        try await withProgram { program in
            for folder in ["bin", "lib/procession", "share/procession/process-types"] {
                try FileManager.default.createDirectory(
                    atPath: "\(program.folder)/prefix/\(folder)", withIntermediateDirectories: true)
            }
            try FileManager.default.copyItem(
                atPath: Program.path, toPath: "\(program.folder)/prefix/lib/procession/procession")
            try FileManager.default.createSymbolicLink(
                atPath: "\(program.folder)/prefix/bin/procession",
                withDestinationPath: "../lib/procession/procession")
            for type in [SampleTypes.greet, SampleTypes.failing] {
                let name = type.split(separator: "\n")[0].replacing("name: ", with: "")
                try program.write(type, to: "prefix/share/procession/process-types/\(name).yaml")
            }
            try program.add(type: SampleTypes.greet)
            let list = try await program.shell("exec prefix/bin/procession types list --plain")
            #expect(list.status == 0, "\(list.error)")
            let rows = list.output.split(separator: "\n").map {
                $0.split(separator: "\t", omittingEmptySubsequences: false)
            }
            #expect(rows.map { $0[0] } == ["failing", "greet", "greet", "procession-maintenance"])
            #expect(rows.count { $0[4].hasPrefix("shadowed by ") } == 1)
        }
    }

    @Test("an invalid file hides no other, and is listed with its reason")
    func list() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try program.add(type: Self.broken)
            let list = try await program.run("types", "list", "--plain")
            #expect(list.status == 0)
            #expect(list.output.contains("broken\t\tyaml\tprocess-types/broken.yaml:1:7\tinvalid: "))
            #expect(list.output.contains("greet\t\tyaml\tprocess-types/greet.yaml:1:7\tok\tGreets somebody.\n"))
            #expect(try await program.run("types", "show", "broken").status == 2)
        }
    }

    @Test("a type that starts what isn't there is invalid wherever types are listed")
    func unknownChild() async throws {
        try await withProgram { program in
            try program.add(type: "name: aunt\ntasks:\n  - {name: a, process: parent}\n")
            try program.add(
                type: """
                    name: parent
                    tasks: [{name: a, shell: "true"}]
                    finally: [{name: b, process: chlid}]
                    """)
            try program.add(type: "name: child\ntasks: [{name: a, shell: 'true'}]\n")
            let reason = "invalid: task 'b' starts the process type 'chlid', which is not registered"
            let list = try await program.run("types", "list", "--plain")
            #expect(list.status == 0)
            #expect(
                list.output.contains("parent\t\tyaml\tprocess-types/parent.yaml:1:7\t\(reason)\t\n"), "\(list.output)")
            #expect(list.output.contains("aunt\t\tyaml\tprocess-types/aunt.yaml:1:7\tok\t\n"))
            let json = try await program.run("types", "list", "--json")
            #expect(json.output.contains(#""reason":"\#(reason)","status":"invalid""#), "\(json.output)")
            #expect(json.output.contains(#""code":"unknown-type","#) && json.output.contains("did you mean 'child'?"))
        }
    }

    @Test("a type in Swift shows as many tasks as samples of its input give, and that others may be there")
    func dependentTasks() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let note =
                "\nthe tasks depend on the input; these are for a sample of it: "
                + "see 'procession types plan procession-maintenance --input NAME=VALUE'\n"
            let swift = try await program.run("types", "show", "procession-maintenance")
            #expect(swift.output.hasSuffix(note), "\(swift.output)")
            #expect(swift.output.contains("\nbackup "))
            #expect(try await !program.run("types", "show", "greet").output.contains("depend on the input"))
            #expect(
                try await program.run("types", "show", "procession-maintenance", "--json").output.contains(
                    #""tasks_depend_on_input":true"#))
            #expect(
                try await program.run("types", "show", "greet", "--json").output.contains(
                    #""tasks_depend_on_input":false"#))
        }
    }

    @Test("graph draws what needs what, in four forms")
    func graph() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: fan
                    tasks:
                      - {name: a, shell: "true"}
                      - {name: b, shell: "true"}
                      - {name: c, needs: [a], shell: "true"}
                      - {name: d, needs: [b, c], shell: "true"}
                    finally:
                      - {name: e, shell: "true"}
                    """)
            let text = try await program.run("types", "graph", "fan")
            #expect(
                text.output == """
                    a  (shell)
                      b  (shell)  ← a
                      c  (shell)  ← a
                        d  (shell)  ← b, c
                    finally:
                    e  (shell)

                    """)
            let dot = try await program.run("types", "graph", "fan", "--format", "dot")
            #expect(dot.output.contains("t0 -> t1;") && dot.output.contains("t2 -> t3;"))
            let mermaid = try await program.run("types", "graph", "fan", "--format", "mermaid")
            #expect(mermaid.output.contains("    t1 --> t3\n"))
            let json = try await program.run("types", "graph", "fan", "--format", "json")
            #expect(json.output.contains(#""name":"d","needs":["b","c"]"#))
        }
    }

    @Test("processes that tasks start are checked against their types, and drawn with them")
    func children() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: child
                    inputs: {region: {type: string, required: true}, keep: integer, at: date}
                    tasks: [{name: a, shell: "true"}]
                    """)
            try program.write(
                """
                name: parent
                inputs: {when: date}
                tasks:
                  - {name: a, process: {type: child, inputs: {region: "${when}", keep: 3, at: "${when}"}}}
                  - {name: b, process: parent}
                  - {name: c, process: beside}
                  - {name: d, process: procession-maintenance}
                """, to: "parent.yaml")
            try program.write("name: beside\ntasks: [{name: a, shell: 'true'}]\n", to: "beside.yaml")
            let sound = try await program.run("types", "validate", "parent.yaml", "beside.yaml")
            #expect(sound.status == 0, "\(sound.error)")
            let alone = try await program.run("types", "validate", "parent.yaml")
            #expect(alone.output == "parent.yaml: 1 error\n")
            #expect(alone.error.contains("parent.yaml:6:24: error[unknown-type]: no process type is named 'beside'"))

            try program.write(
                """
                name: wrong
                tasks:
                  - {name: a, process: chlid}
                  - {name: b, process: {type: child, inputs: {regoin: x, keep: many}}}
                """, to: "wrong.yaml")
            let wrong = try await program.run("types", "validate", "wrong.yaml")
            #expect(wrong.status == 2)
            #expect(wrong.output == "wrong.yaml: 3 errors, 1 warning\n")
            for part in [
                "wrong.yaml:3:24: error[unknown-type]", "did you mean 'child'?", "did you mean 'region'?",
                "wrong.yaml:4:46: error[missing-input]: process type 'child': the input 'region' is missing",
                "error[wrong-type]: process type 'child': 'keep' must be an integer"
            ] {
                #expect(wrong.error.contains(part), "\(wrong.error)")
            }

            let forms = [
                ("text", "a  (process child)"), ("mermaid", "a<br/>process child"), ("dot", "a\\nprocess child"),
                ("json", #""starts":"child""#), ("svg", ">process child<")
            ]
            for (form, mark) in forms {
                let graph = try await program.run("types", "graph", "./parent.yaml", "--format", form)
                #expect(graph.output.contains(mark), "\(graph.output)")
            }
        }
    }

    @Test("plan shows the rows and the next times, and makes nothing")
    func plan() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let plan = try await program.run(
                "types", "plan", "greet", "--input", "who=Ann", "--schedule", "every:15m", "--plain")
            #expect(plan.status == 0, "\(plan.error)")
            #expect(plan.output.hasPrefix("0\tsay\t\tshell\t1h\t"))
            let wrong = try await program.run("types", "plan", "greet")
            #expect(wrong.status == 2)
            #expect(!FileManager.default.fileExists(atPath: program.database))
        }
    }

    @Test("schema is JSON Schema of the inputs")
    func schema() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            let schema = try await program.run("types", "schema", "greet")
            #expect(schema.output.contains(#""required":["who"]"#))
            let shell = try await program.run("executors", "schema", "shell")
            #expect(shell.output.contains(#""run""#))
            #expect(try await program.run("executors", "show", "shel").error.contains("did you mean 'shell'?"))
        }
    }
}
