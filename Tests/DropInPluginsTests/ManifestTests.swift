import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Manifests of plugins", .timeLimit(.minutes(1)))
struct ManifestTests {
    private func rendered(_ text: String) -> String {
        PluginManifestLoader.load(bytes: Array(text.utf8), file: "say/plugin.yaml").diagnostics
            .map { $0.rendered() }.joined(separator: "\n")
    }

    @Test("every problem of a manifest is told with its place and a hint")
    func diagnostics() {
        let text = """
            name: say
            sumary: Says it.
            max_tasks: 3
            executors:
              - name: when
                summary: Says a word.
                parameters:
                  word: {type: strng}
                  loud: {type: boolean, secret: true}
                argv: [echo, "${wrod}", "${secrets.TOKEN}"]
                exit_codes: {1: unavailble, 300: success}
            tests:
              - {name: says, executor: sya, expect: {status: done}}
            """
        #expect(
            rendered(text) == """
                say/plugin.yaml:2:1: error[unknown-key]: 'sumary' is not a key of a plugin
                 2 | sumary: Says it.
                   | ^^^^^^
                   = hint: did you mean 'summary'?
                say/plugin.yaml:3:1: error[misplaced-key]: 'max_tasks' says nothing without 'program'
                 3 | max_tasks: 3
                   | ^^^^^^^^^
                   = hint: leave it out
                say/plugin.yaml:5:11: error[invalid-name]: 'when' is a key that every task has
                 5 |   - name: when
                   |           ^^^^
                   = hint: give the executor another name
                say/plugin.yaml:8:7: warning[unused-parameter]: nothing uses the parameter 'word'
                 8 |       word: {type: strng}
                   |       ^^^^
                   = hint: put '${word}' into 'argv', 'env' or 'stdin'
                say/plugin.yaml:8:20: error[invalid-value]: 'strng' is not a type of input
                 8 |       word: {type: strng}
                   |                    ^^^^^
                   = hint: did you mean 'string'?
                say/plugin.yaml:9:7: warning[unused-parameter]: nothing uses the parameter 'loud'
                 9 |       loud: {type: boolean, secret: true}
                   |       ^^^^
                   = hint: put '${loud}' into 'argv', 'env' or 'stdin'
                say/plugin.yaml:9:29: error[misplaced-key]: 'secret' is a key of a process's input, not of a parameter
                 9 |       loud: {type: boolean, secret: true}
                   |                             ^^^^^^
                   = hint: leave it out: every parameter that isn't in 'argv' takes '${secrets.NAME}'
                say/plugin.yaml:10:21: error[unknown-parameter]: no parameter is named 'wrod'
                 10 |     argv: [echo, "${wrod}", "${secrets.TOKEN}"]
                    |                     ^
                    = hint: did you mean 'word'?
                say/plugin.yaml:10:32: error[misplaced-reference]: a plugin names no secrets
                 10 |     argv: [echo, "${wrod}", "${secrets.TOKEN}"]
                    |                                ^
                    = hint: declare a parameter, and let tasks give it '${secrets.TOKEN}'
                say/plugin.yaml:11:21: error[invalid-value]: 'unavailble' is no meaning of an exit code
                 11 |     exit_codes: {1: unavailble, 300: success}
                    |                     ^^^^^^^^^^
                    = hint: did you mean 'unavailable'?
                say/plugin.yaml:11:33: error[out-of-range]: '300' is out of range
                 11 |     exit_codes: {1: unavailble, 300: success}
                    |                                 ^^^
                    = hint: it must be from 0 to 255
                say/plugin.yaml:13:28: error[unknown-executor]: the plugin has no executor 'sya'
                 13 |   - {name: says, executor: sya, expect: {status: done}}
                    |                            ^^^
                say/plugin.yaml:13:50: error[invalid-value]: 'done' is not a status
                 13 |   - {name: says, executor: sya, expect: {status: done}}
                    |                                                  ^^^^
                    = hint: it is one of completed, failed, waiting
                """)
    }

    @Test(
        "a plugin is declarative or a program",
        arguments: [
            ("name: a\nsummary: x\n", ["a plugin needs 'executors' or a 'program'"]),
            (
                "name: a\nsummary: x\nprogram: [x]\nexecutors: []\n",
                ["a plugin has 'executors' or a 'program', but this one has both"]
            ),
            ("name: a\nsummary: x\nprogram: []\n", ["the first element is the program to start, and there is none"]),
            (
                "name: a\nsummary: x\nexecutors: [{name: b, summary: x}]\n", ["an executor needs 'argv'"]
            )
        ])
    func kinds(_ text: String, _ messages: [String]) {
        let loaded = PluginManifestLoader.load(bytes: Array(text.utf8), file: "a/plugin.yaml")
        #expect(loaded.diagnostics.map(\.message) == messages)
        #expect(loaded.manifest == nil)
    }

    @Test("a description of an executable plugin is told its mistakes in the same words")
    func descriptions() {
        let (executors, diagnostics) = PluginManifestLoader.executors(
            describedBy: ["executors": [["name": "x", "sumary": "y", "argv": ["rm"]]]], plugin: "lies")
        #expect(executors.isEmpty)
        #expect(
            Set(diagnostics.map(\.message)) == [
                "'sumary' is not a key of an executor", "'argv' is for declarative plugins"
            ])
        #expect(diagnostics.allSatisfy { $0.location?.file == "<description of lies>" })
    }

    @Test("a schema is the same after it went through its notation")
    func notation() throws {
        let schema = ConfigurationSchema.object(
            .init(
                [
                    .init(
                        "a", .string(templating: .argument, pattern: .init("x+", meaning: "xs")), isRequired: true, "A."
                    ),
                    .init("b", .oneOf([.list(of: .integer(minimum: 1, maximum: 3), minimumCount: 2), .boolean]), "B."),
                    .init("c", .map(of: .enumeration(["p", "q"])), defaultValue: ["k": "p"], "C."),
                    .init("d", .number(minimum: 0.5), ""), .init("e", .duration, ""), .init("f", .any, ""),
                    .init("g", .string(templating: .none), ""), .init("h", .commandLine(templating: .argument), ""),
                    .init("i", .map(of: .any, keys: .init("k+", meaning: "ks")), "")
                ],
                rules: [
                    .exactlyOne(of: ["a", "b"]), .atMostOne(of: ["c", "d", "e"]), .needs("f", beside: "g"),
                    .required("h", where: "g", is: "x")
                ]))
        let read = try ConfigurationSchema(notation: try Value(json: schema.notation.json))
        #expect(read == schema)
        #expect(throws: ConfigurationSchema.InvalidNotation.self) {
            try ConfigurationSchema(notation: ["kind": "list", "of": ["kind": "lst"]])
        }
    }

    @Test("the tables of docs/plugins.md are those that the decoder uses")
    func tables() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/plugins.md").standardizedFileURL
        let text = try String(contentsOf: url, encoding: .utf8)
        let rewritten = YAMLReference.rewriting(text)
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDENS"] != nil {
            try rewritten.write(to: url, atomically: true, encoding: .utf8)
        } else {
            #expect(rewritten == text)
        }
        for table in YAMLReference.pluginTables { #expect(text.contains("\n<!-- keys: \(table.name) -->\n")) }
    }

    @Test("every manifest in docs/plugins.md loads")
    func snippets() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/plugins.md")
        let blocks = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }.filter { $0.hasPrefix("# plugin.yaml") }
        #expect(blocks.count == 2)
        for block in blocks {
            let loaded = PluginManifestLoader.load(bytes: Array(block.utf8), file: "doc/plugin.yaml")
            #expect(loaded.diagnostics.map { $0.rendered() } == [])
        }
    }
}
