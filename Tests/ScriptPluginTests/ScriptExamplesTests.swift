import Foundation
import Procession
import ProcessionTesting
import ScriptPlugin
import Testing

@Suite("the examples of the script executor", .timeLimit(.minutes(1)))
struct ScriptExamplesTests {
    @Test("the page shows every example of the descriptor")
    func page() throws {
        let page = try ExamplePage.read("ScriptPlugin")
        for example in ScriptExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }

    @Test("source in the task")
    func source() async throws {
        let yaml = ScriptExecutor.descriptor.examples[0].yaml
        let configuration: Value = [
            "language": "python3", "source": .string(ExamplePage.block(below: "source", of: yaml))
        ]
        let context = TaskContext.forTest(
            inputs: ["names": ["a", "b", "c"]], inheritsEnvironment: true, outputs: ["names": .integer])
        let result = try await ScriptExecutor().execute(
            configuration.decoded(as: ScriptExecutor.Configuration.self), context: context)
        #expect(result == .completed(outputs: ["names": 3], exitCode: 0))
    }

    @Test("source in a file")
    func file() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/scripts", withIntermediateDirectories: true)
        try folder.write("{ sum += $1 } END { print sum }", to: "scripts/summarise.awk")
        let input = try folder.write("1\n2\n", to: "input.txt")
        #expect(
            ScriptExecutor.descriptor.examples[1].yaml.hasSuffix(
                """
                  language: awk -f
                  file: scripts/summarise.awk
                  args: ["${input_file}"]
                """))
        let configuration: Value = [
            "language": "awk -f", "file": "scripts/summarise.awk", "args": [.string(input)]
        ]
        let reporter = RecordingReporter()
        let result = try await ScriptExecutor().execute(
            configuration.decoded(as: ScriptExecutor.Configuration.self),
            context: .forTest(reporter, in: folder.path))
        #expect(result == .completed(exitCode: 0))
        #expect(reporter.stdout == "3\n")
    }
}
