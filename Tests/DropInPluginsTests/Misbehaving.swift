import DropInPlugins
import Foundation
import Logging
import Procession
import ProcessionTesting
import ProcessionYAML
import Testing

/// The plugin `misbehave.py` in a folder of its own, with a host for it.
struct Misbehaving {
    let folder: TemporaryFolder
    let host: PluginHost
    let described: ExecutableExecutor
    let executor: RegisteredExecutor
    let log: RecordedLog

    static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Plugins/misbehave.py")

    /// Hands the plugin to the test, and stops it after.
    static func run(
        mode: String = "", heartbeat: String = "2s", idle: String = "1m", start: String = "20s", tasks: Int = 64,
        _ body: (Misbehaving) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: script.path, toPath: "\(folder.path)/misbehave.py")
        let path = try folder.write(
            """
            name: misbehave
            summary: Does what it is told.
            program: [python3, misbehave.py]
            env: {MODE: "\(mode)", STARTS: "${plugin.folder}/starts"}
            heartbeat_timeout: \(heartbeat)
            idle_timeout: \(idle)
            start_timeout: \(start)
            max_tasks: \(tasks)
            """, to: "plugin.yaml")
        let loaded = PluginManifestLoader.load(file: path)
        let manifest = try #require(loaded.manifest, "\(loaded.diagnostics)")
        guard case .executable(let program) = manifest.kind else { throw Unexpected() }
        let log = RecordedLog()
        let host = PluginHost(manifest, program: program, logger: log.logger)
        let description: Value = [
            "executors": [
                [
                    "name": "act", "summary": "Acts.", "outputs": ["text": "string"],
                    "parameters": [
                        "act": ["type": "string", "required": true, "description": "What it does."],
                        "text": ["type": "string", "description": "What it is given for that."]
                    ],
                    "examples": [["title": "Say something", "yaml": "name: say\nact: {act: echo, text: hello}"]]
                ]
            ]
        ]
        let described = PluginManifestLoader.executors(describedBy: description, plugin: "misbehave").executors
        let executor = ExecutableExecutor(try #require(described.first), of: host)
        do {
            try await body(
                Misbehaving(
                    folder: folder, host: host, described: executor,
                    executor: RegisteredExecutor(executor, origin: .swift("test")), log: log))
        } catch {
            await host.stop()
            throw error
        }
        await host.stop()
    }

    func act(
        _ what: String, text: String = "", _ reporter: RecordingReporter = RecordingReporter(),
        secrets: [String: String] = [:], grace: Duration = .seconds(10),
        isFenced: @escaping @Sendable () -> Bool = { false }
    ) async throws -> TaskResult {
        var context = TaskContext.forTest(reporter, in: folder.path, stopGrace: grace, isFenced: isFenced)
        context.secrets = secrets
        return try await executor.execute(["act": .string(what), "text": .string(text)], context: context)
    }

    /// The processes that were started so far, by pid.
    var starts: [Int32] {
        let text = (try? String(contentsOfFile: "\(folder.path)/starts", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { Int32($0) }
    }

    struct Unexpected: Error {}
}

extension TaskResult {
    var failure: TaskFailure? { if case .failed(let failure) = self { failure } else { nil } }
    var text: String? { if case .completed(let outputs, _) = self { outputs["text"]?.text } else { nil } }
}
