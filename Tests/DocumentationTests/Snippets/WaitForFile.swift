import Foundation
import Procession

struct WaitForFile: ProcessionExecutor {
    struct Configuration: Codable, Sendable {
        var path: String
    }

    static let descriptor = ExecutorDescriptor(
        name: "wait-for-file", summary: "Waits until a file exists.",
        configuration: .object(.init([.init("path", .string(), isRequired: true, "The file to wait for.")])))

    func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        while !FileManager.default.fileExists(atPath: configuration.path) {
            context.log("waiting for \(configuration.path)\n")
            try await context.clock.sleep(for: .seconds(1))
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
