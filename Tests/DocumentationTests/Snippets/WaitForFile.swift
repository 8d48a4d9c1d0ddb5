import Foundation
import Procession

struct WaitForFile: ProcessionExecutor {
    struct Configuration: Codable, Sendable {
        var path: String
        var interval: Duration
    }

    static let descriptor = ExecutorDescriptor(
        name: "wait-for-file", summary: "Waits until a file exists.", configuration: Configuration.self,
        keys: [
            .key("path", "The file to wait for."), .key("interval", "How often it is looked for.", default: "1s")
        ])

    func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        while !FileManager.default.fileExists(atPath: configuration.path) {
            context.log("waiting for \(configuration.path)\n")
            try await context.clock.sleep(for: configuration.interval)
        }
        return .completed(outputs: ["path": .string(configuration.path)])
    }
}

struct FilePlugin: ProcessionPlugin {
    let name: PluginName = "files"
    let summary = "Waits for files."

    func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(WaitForFile())
    }
}
