import Procession
import StandardPlugins
import Testing

@Suite("The guide to types in Swift: what a task does")
struct CallingExecutors {
    struct TakeDelivery: TypedProcessType {
        struct Input: Codable, Sendable {
            enum Depth: String, Codable, CaseIterable { case quick, full }

            var folder: String
            var depth: Depth
            var settle: Duration
            var token: String?
        }

        static let name: ProcessTypeName = "take-delivery"
        let inputs: [KeyNote] = [
            .input("depth", "How much is looked at.", default: "quick"),
            .input("settle", "How long nothing may have come in.", default: "1m"),
            .input("token", "The secret with which the end is told.", isSecret: true)
        ]

        func tasks(for input: Input) throws -> TaskList {
            TaskDefinition("settle", .wait(for: input.settle))
            TaskDefinition("check", .command("check-delivery", "--depth", "\(input.depth)", "\(input.folder)"))
            TaskDefinition(
                "report", try .executor(WaitForFile.self, .init(path: input.folder, interval: .seconds(1))))
            TaskDefinition(
                "load", ExecutorCall("sqlite", ["database": .template("\(input.folder)/rows.db"), "sql": "VACUUM"]))
            TaskDefinition("ask", .approval("Publish the delivery of ${process.id}?"))
            TaskDefinition(
                "publish", .process("publish-report", inputs: ["source": .template("\(input.folder)/a.txt")]))
            if input.token != nil {
                TaskDefinition("tell", .shell(#"curl --header "Authorization: Bearer $token" "$url""#))
                    .environment(["url": "https://example.org/deliveries"])
            }
        }
    }

    @Test("what comes from the input is data, and the secret has a task only where it is given")
    func expands() throws {
        let without = try TakeDelivery().definition(
            for: ProcessInput(values: ["folder": "${secrets.KEY}", "depth": "full", "settle": "90s", "token": .null]))
        #expect(
            without.tasks.map(\.name.rawValue) == ["settle", "check", "report", "load", "ask", "publish"])
        #expect(without.tasks[0].configuration == ["for": "1m30s"])
        #expect(without.tasks[1].configuration == ["check-delivery", "--depth", "full", "$${secrets.KEY}"])
        #expect(without.tasks[3].configuration["database"] == "$${secrets.KEY}/rows.db")
        let with = try TakeDelivery().definition(
            for: ProcessInput(values: ["folder": "/d", "depth": "quick", "settle": "1m", "token": "DEPLOY"]))
        #expect(with.tasks.count == 7)
    }
}
