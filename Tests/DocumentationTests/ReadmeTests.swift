import Foundation
import Procession
import ProcessionYAML
import StandardPlugins
import Testing

@Suite("The README", .timeLimit(.minutes(2)))
struct ReadmeTests {
    private let readme: String
    private let snippets: [Snippet]

    init() throws {
        readme = try Repository.text(of: "README.md")
        snippets = Snippet.all(in: readme)
    }

    @Test("its commands do what they are said to do, in the order in which they stand")
    func commands() async throws {
        let type = try #require(snippets.first { $0.language == "yaml" }?.text)
        let commands = snippets.filter { $0.language == "console" }.flatMap { $0.text.split(separator: "\n") }
            .filter { $0.hasPrefix("$ procession ") }
        #expect(commands.count >= 6)
        try await Repository.withFolder { folder in
            let types = folder.appending(path: "process-types")
            try FileManager.default.createDirectory(at: types, withIntermediateDirectories: true)
            let orders = folder.appending(path: "orders").path
            try type.replacing("/tmp/orders", with: orders)
                .write(to: types.appending(path: "nightly.yaml"), atomically: true, encoding: .utf8)
            for command in commands {
                let words = command.split(separator: " ").dropFirst(2).map(String.init)
                let (status, text) = try await Repository.run(Repository.program("procession"), words, in: folder)
                #expect(status == 0, "\(command)\n\(text)")
            }
        }
    }

    @Test("the make targets that it names exist")
    func makeTargets() throws {
        let makefile = try Repository.text(of: "Makefile")
        for target in ["demo", "test", "install"] {
            #expect(readme.contains("make \(target)"))
            #expect(makefile.contains("\n\(target):"))
        }
    }
}
