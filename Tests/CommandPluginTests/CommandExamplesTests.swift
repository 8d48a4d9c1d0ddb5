import CommandPlugin
import Foundation
import Procession
import ProcessionTesting
import Testing

/// The examples of the documentation, as they are after their references have been resolved.
@Suite("the examples of the command executor", .timeLimit(.minutes(1)))
struct CommandExamplesTests {
    @Test("the page shows every example of the descriptor")
    func page() throws {
        let page = try ExamplePage.read("CommandPlugin")
        for example in CommandExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }

    @Test("sorting a file")
    func sort() async throws {
        let folder = try TemporaryFolder()
        let input = try folder.write("b\na\nb\n", to: "input.txt")
        let example = CommandExecutor.descriptor.examples[0].yaml
        #expect(
            example.hasSuffix(#"command: [sort, --unique, "--output=${output_dir}/sorted.txt", "${input_file}"]"#))
        let result = try await CommandExecutor().execute(
            .init(argv: ["sort", "--unique", "--output=\(folder.path)/sorted.txt", input]), context: .forTest())
        #expect(result == .completed(exitCode: 0))
        #expect(try String(contentsOfFile: "\(folder.path)/sorted.txt", encoding: .utf8) == "a\nb\n")
    }

    @Test("looking for a word", arguments: [("word", "1\n", 0), ("other", "0\n", 1)])
    func search(_ word: String, _ output: String, _ code: Int) async throws {
        #expect(
            CommandExecutor.descriptor.examples[1].yaml.hasSuffix(
                """
                  argv: [grep, --count, --fixed-strings, "${word}"]
                  stdin: "${text}"
                  success_codes: [0, 1]
                """))
        let reporter = RecordingReporter()
        let result = try await CommandExecutor().execute(
            .init(argv: ["grep", "--count", "--fixed-strings", word], stdin: "a word\n", successCodes: [0, 1]),
            context: .forTest(reporter))
        #expect(result == .completed(exitCode: code))
        #expect(reporter.stdout == output)
    }
}
