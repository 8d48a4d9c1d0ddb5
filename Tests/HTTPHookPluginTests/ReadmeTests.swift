import Foundation
import HTTPHookPlugin
import Procession
import ProcessionYAML
import Testing

@Suite("The README", .timeLimit(.minutes(1)))
struct ReadmeTests {
    @Test("its example runs against a real shop")
    func example() async throws {
        let definition = try loadedExample()
        let folder = FileManager.default.temporaryDirectory.appending(path: "procession-http-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("a;b\n".utf8).write(to: folder.appending(path: "report.csv"))
        let hook = Hook(
            secrets: ["API_TOKEN": "t0ken-value", "WEBHOOK_KEY": "a webhook key"], baseDirectory: folder.path)

        try await LocalServer.run { request, connection in
            switch request.line.split(separator: " ").first {
            case "GET": try await connection.answer("200 OK", #"{"items": [{"id": "A 7/1", "total": 12.5}]}"#)
            case "PUT": try await connection.answer("201 Created")
            default: try await connection.answer("204 No Content")
            }
        } _: { server in
            var scope = Scope(inputs: [
                "shop": .string("http://shop.test:\(server.port)"), "order": "Nr. 7"
            ])
            for task in definition.tasks {
                let configuration = try HTTPHookExecutor.descriptor.configuration.resolve(
                    task.configuration, in: scope)
                let result = try await hook.run(configuration)
                let outputs: [String: Value] = try #require(result.outputs, "\(task.name): \(result)")
                scope.outputs[task.name] = outputs
            }
            #expect(
                server.requests.map(\.line) == [
                    "GET /orders?fields=id&fields=total&number=Nr.%207 HTTP/1.1",
                    "PUT /reports/A%207%2F1 HTTP/1.1", "POST /hooks/report-ready HTTP/1.1"
                ])
            #expect(server.requests.first?["Authorization"] == "Bearer t0ken-value")
            #expect(server.requests.map(\.text) == ["", "a;b\n", #"{"order":"A 7/1","status":201}"#])
            #expect(server.requests.last?["webhook-signature"]?.hasPrefix("v1,") == true)
        }
    }

    @Test("its table of keys is the schema's")
    func keys() throws {
        guard case .object(let schema) = HTTPHookExecutor.descriptor.configuration else {
            Issue.record("the configuration is no object")
            return
        }
        let table = try readme().split(separator: "## Configuration")[1].split(separator: "##")[0]
        let documented = table.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .flatMap { $0.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) } }
        #expect(documented.sorted() == schema.properties.map(\.name).sorted())
    }

    private func loadedExample() throws -> ProcessDefinition {
        let readme = try readme()
        let start = try #require(readme.firstRange(of: "```yaml\n")).upperBound
        let end = try #require(readme[start...].firstRange(of: "```")).lowerBound
        let file = try load(String(readme[start..<end]), file: "order-report.yaml")
        #expect(file.diagnostics.map { $0.rendered() } == [])
        return try #require(file.type).definition(for: ProcessInput(values: [:]))
    }

    private func load(_ text: String, file: String) throws -> LoadedFile {
        let executors = ExecutorRegistry()
        try HTTPHookPlugin().register(executors: executors, types: ProcessTypeRegistry())
        return ProcessTypeLoader(executors: executors).load(text: text, file: file)
    }

    private func readme() throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        return try String(
            contentsOf: tests.appending(path: "../../Plugins/HTTPHookPlugin/README.md"), encoding: .utf8)
    }

    private struct Scope: ExpressionScope {
        var inputs: [String: Value]
        var outputs: [TaskName: [String: Value]] = [:]

        func value(of reference: Reference) throws(ExpressionError) -> Value {
            switch reference {
            case .input(let name): inputs[name] ?? nil
            case .taskOutput(let task, let output): outputs[task]?[output] ?? nil
            default: throw ExpressionError("the README's example needs no \(reference)")
            }
        }
    }
}
