import Foundation
import Procession
import ProcessionTesting
import ShellPlugin
import Testing

@Suite("the examples of the shell executor", .timeLimit(.minutes(1)))
struct ShellExamplesTests {
    @Test("the page shows every example of the descriptor")
    func page() throws {
        let page = try ExamplePage.read("ShellPlugin")
        for example in ShellExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }

    @Test("counting lines")
    func count() async throws {
        let folder = try TemporaryFolder()
        let input = try folder.write("a\nb\n", to: "input.txt")
        let text = ExamplePage.block(below: "shell", of: ShellExecutor.descriptor.examples[0].yaml)
        let context = TaskContext.forTest(inputs: ["input_file": .string(input)], outputs: ["lines": .integer])
        let result = try await ShellExecutor().execute(.init(run: text), context: context)
        #expect(result == .completed(outputs: ["lines": 2], exitCode: 0))
    }

    @Test("a pipeline", arguments: [("input.txt", true), ("missing.txt", false)])
    func pipeline(_ name: String, _ succeeds: Bool) async throws {
        let folder = try TemporaryFolder()
        try folder.write("b\na\n", to: "input.txt")
        let yaml = ShellExecutor.descriptor.examples[1].yaml
        let line = try #require(yaml.split(separator: "\n").first { $0.hasPrefix("  run: ") })
        #expect(yaml.hasSuffix("  interpreter: bash"))
        let context = TaskContext.forTest(
            in: folder.path,
            inputs: ["input_file": .string("\(folder.path)/\(name)"), "output_dir": .string(folder.path)])
        let result = try await ShellExecutor().execute(
            .init(run: String(line.dropFirst(7)), interpreter: .bash), context: context)
        #expect((result == .completed(exitCode: 0)) == succeeds)
        #expect(folder.exists("sorted.gz"))
    }
}
