import ArgumentParser
import Foundation
import Procession
import ProcessionTesting

/// `procession types test`: whether types do what the files beside them say.
struct TypesTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of process types: what stands in NAME.test.yaml beside them.",
        discussion: """
            Nothing is carried out: the engine is the real one, and gets from each task what the test says. Without \
            names, all tests in the folders of types are run. The exit status is 1 if a test fails, 2 if a file is \
            invalid.

            Examples:
              procession types test
              procession types test nightly
              procession types test ./nightly.test.yaml --json
            """)

    @Argument(help: "Names of process types, or files.", completion: .file(extensions: ["yaml", "yml"]))
    var names: [String] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let workspace = try await options.workspace()
        let suites = try TypeTestSuite.find(names, in: workspace)
        let diagnostics = suites.flatMap(\.diagnostics)
        for diagnostic in diagnostics {
            StandardStream.say(ErrorReport.text(diagnostic, style: .of(.error)) + "\n")
        }
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitStatus.badUse }
        let runner = ProcessTypeTestRunner(executors: workspace.executors)
        var results: [TypeTestResult] = []
        for suite in suites {
            for test in suite.tests {
                let report = try await runner.run(test, of: suite.type, in: suite.folder)
                results.append(TypeTestResult(suite: suite, test: test, report: report))
            }
        }
        try show(results)
        if results.contains(where: { !$0.report.problems.isEmpty }) { throw ExitStatus.failed }
    }

    private func show(_ results: [TypeTestResult]) throws {
        var table = Table([
            .init("RESULT"), .init("TYPE"), .init("TEST", shrinks: true), .init("TIME", alignsRight: true)
        ])
        table.rows = results.map { result in
            let passed = result.report.problems.isEmpty
            return [
                .init(passed ? "passed" : "failed", passed ? .green : .red), .init(result.suite.type.name.rawValue),
                .init(result.test.name), .init("\(result.milliseconds)ms")
            ]
        }
        try output.show(
            table, whenEmpty: "no tests; write them to NAME.test.yaml beside NAME.yaml",
            json: ["tests": .list(results.map(\.json))])
        if output.json || output.plain { return }
        for result in results where !result.report.problems.isEmpty {
            let place = result.test.location.map { "\($0): " } ?? ""
            StandardStream.say("\n\(place)\(VisibleText.line(result.test.name))\n")
            for problem in result.report.problems {
                StandardStream.say("  " + VisibleText.block(problem).replacing("\n", with: "\n    ") + "\n")
            }
        }
    }
}

/// A test that was run.
private struct TypeTestResult {
    var suite: TypeTestSuite
    var test: ProcessTypeTest
    var report: ProcessTypeTestRunner.Report

    var milliseconds: Int { Int(report.duration / .milliseconds(1)) }

    var json: Value {
        Value(members: [
            "type": .string(suite.type.name.rawValue), "name": .string(test.name),
            "file": .string(suite.file), "line": Value(test.location?.line),
            "passed": .boolean(report.problems.isEmpty), "problems": .list(report.problems.map(Value.string)),
            "milliseconds": .integer(milliseconds)
        ])
    }
}
