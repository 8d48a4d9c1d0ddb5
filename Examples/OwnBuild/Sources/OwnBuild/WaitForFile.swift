import Foundation
import Procession

struct WaitForFile: ProcessionExecutor {
    struct Configuration: Codable, Sendable {
        var path: String
        var interval: Duration
        var least_size: Int
    }

    static let descriptor = ExecutorDescriptor(
        name: "wait-for-file", summary: "Waits until a file exists.", configuration: Configuration.self,
        keys: [
            .key("path", "The file to wait for."),
            .key("interval", "How often it is looked for.", default: "1s"),
            .key("least_size", "How many bytes it must have.", default: 0, minimum: 0)
        ],
        outputs: ["size": .integer])

    static func summary(of configuration: Value) -> String { "wait for \(configuration["path"]?.text ?? "")" }

    func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        while true {
            if let size = Self.size(of: configuration.path), size >= configuration.least_size {
                return .completed(outputs: ["size": .integer(size)])
            }
            context.log("waiting for \(configuration.path)\n")
            try await context.clock.sleep(for: configuration.interval)
        }
    }

    private static func size(of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }
}
