import Procession
import ProcessionTesting
import StandardPlugins
import Testing

@Suite("The guide to tests of types", .timeLimit(.minutes(1)))
struct TestingAType {
    struct PublishReport: TypedProcessType {
        struct Input: Codable, Sendable { var source: String, targets: [String] }

        static let name: ProcessTypeName = "publish-report"

        func tasks(for input: Input) -> TaskList {
            for (number, target) in input.targets.enumerated() {
                TaskDefinition("copy-\(number + 1)", .command("cp", "\(input.source)", "\(target)")).retry(2)
            }
        }
    }

    @Test("a copy that fails is made again")
    func copies() async throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: ProcessTypeRegistry())
        let test = ProcessTypeTest(
            "a copy that fails is made again",
            input: ["source": "/data/report.txt", "targets": ["/a", "/b"]],
            results: ["copy-1": [.fail(TaskFailure(.runtime, "no space left")), .complete()]],
            expect: .init(status: .completed, tasks: ["copy-2": .completed], attempts: ["copy-1": 2]))
        let report = try await ProcessTypeTestRunner(executors: executors).run(test, of: PublishReport())
        #expect(report.problems == [])
    }
}
