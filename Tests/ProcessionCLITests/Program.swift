import Foundation

/// The built program in a folder of its own: its process types, its database and its state lie there.
struct Program: Sendable {
    let folder: String

    init() throws {
        folder = "\(NSTemporaryDirectory())procession-cli-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: "\(folder)/process-types", withIntermediateDirectories: true)
    }

    /// Beside the test bundle, where the build puts both.
    static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("procession").path
    }()

    var database: String { "\(folder)/state/procession/procession.db" }

    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder,
            "XDG_STATE_HOME": "\(folder)/state", "TZ": "UTC"
        ]
    }

    /// Writes a process type into the folder of types, under its own name.
    func add(type yaml: String) throws {
        let name = yaml.split(separator: "\n")[0].replacing("name: ", with: "")
        try write(yaml, to: "process-types/\(name).yaml")
    }

    /// Writes the files of a plugin, by name, into a folder of its own.
    func add(plugin files: [String: String], as name: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/Plugins/\(name)", withIntermediateDirectories: true)
        for (file, text) in files { try write(text, to: "Plugins/\(name)/\(file)") }
    }

    func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(folder)/\(path)", atomically: true, encoding: .utf8)
    }

    func read(_ path: String) -> String? { try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs the program to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Ending {
        try await start(arguments, environment: environment).ending()
    }

    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
        try RunningProgram(
            Self.path, arguments, in: folder, environment: self.environment.merging(environment) { $1 })
    }

    /// Runs a line of shell in which `procession` is the program.
    func shell(_ line: String, environment: [String: String] = [:]) async throws -> Ending {
        try await RunningProgram(
            "/bin/sh", ["-c", "procession() { \"\(Self.path)\" \"$@\"; }; \(line)"], in: folder,
            environment: self.environment.merging(environment) { $1 }
        ).ending()
    }
}

/// How a program ended, and what it wrote.
struct Ending: Sendable {
    var status: Int32
    var output: String
    var error: String
}

/// A fresh folder for a test, removed at its end.
func withProgram<Result>(_ body: (Program) async throws -> Result) async throws -> Result {
    let program = try Program()
    defer { program.remove() }
    return try await body(program)
}
