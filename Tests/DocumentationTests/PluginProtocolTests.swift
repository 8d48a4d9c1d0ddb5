import Foundation
import Testing

@Suite("The page of the plugin protocol", .timeLimit(.minutes(2)))
struct PluginProtocolTests {
    @Test("its whole plugin keeps the protocol, and carries out the task that it describes")
    func wholePlugin() async throws {
        let page = try Repository.text(of: "docs/plugin-protocol.md")
        func snippet(_ language: String) throws -> String {
            try #require(Snippet.all(in: page).first { $0.language == language }?.text)
        }
        try await Repository.withFolder { folder in
            let plugin = folder.appending(path: "greeting")
            try FileManager.default.createDirectory(at: plugin, withIntermediateDirectories: true)
            for (name, language) in [("plugin.yaml", "yaml"), ("greeting.js", "js")] {
                try snippet(language).write(to: plugin.appending(path: name), atomically: true, encoding: .utf8)
            }
            let type = """
                name: hello
                tasks:
                  - {name: hello, greet: {whom: Ann, times: 2}}
                  - {name: nobody, greet: {whom: ""}, allow_failure: true}
                outputs: {said: "${tasks.hello.outputs.greeting}"}
                """
            try type.write(to: folder.appending(path: "hello.yaml"), atomically: true, encoding: .utf8)
            let program = Repository.program("procession")
            let (tests, report) = try await Repository.run(program, ["plugins", "test", "./greeting"], in: folder)
            #expect(tests == 0, "\(report)")
            let (status, text) = try await Repository.run(
                program, ["run", "hello.yaml", "--plugins", "greeting", "--id", "hello"], in: folder)
            #expect(status == 0, "\(text)")
            #expect(text.contains("said = Hello, Ann!"))
            #expect(text.contains("'whom' is empty"))
        }
    }
}
