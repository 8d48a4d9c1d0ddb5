import Foundation

/// A bundled process type, and its tasks run as an engine would run them: inputs as variables under their own names, a
/// file for outputs, the folder of the YAML file as working directory.
struct BundledType {
    var name: String
    var inputs: [String: String]
    /// Stands for the values that the YAML gives to `env`.
    var environment: [String: String] = [:]

    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "process-types", directoryHint: .isDirectory)

    static func data(_ path: String) -> String { folder.appending(path: "data/\(path)").path }

    /// Runs the `shell` text of a task.
    func run(_ task: String, _ variables: [String: String] = [:]) async throws -> TaskRun {
        let shell = try ShellText(of: task, in: Self.folder.appending(path: "\(name).yaml"))
        return try await run(shell.interpreter + [shell.text], variables)
    }

    /// Runs a script with arguments, as a task with `command` does.
    func script(_ name: String, _ arguments: String...) async throws -> TaskRun {
        try await run(["/usr/bin/env", "python3", "scripts/\(name)"] + arguments, [:])
    }

    /// Runs Python statements with `argv`; what they print.
    static func python(_ statements: String, _ argv: String...) async throws -> String {
        let run = try await BundledType(name: "", inputs: [:])
            .run(["/usr/bin/env", "python3", "-c", "import sys, sqlite3\n" + statements] + argv, [:])
        guard run.exitStatus == 0 else { throw Failed(message: run.standardError) }
        return run.standardOutput
    }

    struct Failed: Error {
        var message: String
    }

    private func run(_ arguments: [String], _ variables: [String: String]) async throws -> TaskRun {
        // The system's own programs: what the types promise to need, and no wrappers that some other PATH may hold.
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
        for values in [inputs, self.environment, variables] { environment.merge(values) { $1 } }
        return try await TaskRun(arguments: arguments, environment: environment, in: Self.folder)
    }
}

/// A folder for one test whose name is as unpleasant as folders get.
func withScratchFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "it's a \"test\" $(touch pwned) `id` ü *;&-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

extension URL {
    func callAsFunction(_ name: String) -> String { appending(path: name).path }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func text(_ name: String) throws -> String { try String(contentsOf: appending(path: name), encoding: .utf8) }

    func names(in path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.isEmpty ? self.path : self(path)).sorted()
    }
}
