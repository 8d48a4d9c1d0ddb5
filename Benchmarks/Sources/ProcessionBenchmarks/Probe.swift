import Foundation

/// A measurement in a process of its own, whose memory nothing else has touched.
enum Probe {
    /// Numbers by name.
    typealias Answer = [String: Double]

    static let argument = "--probe"

    private static let probes: [String: @Sendable (URL) async throws -> Answer] = [
        "large-process": LargeProcess.probe, "leave-open": Restart.leaveOpen, "restart": Restart.probe,
        "chatty-task": ChattyTask.probe
    ]

    /// Has another process measure something, and waits for its answer.
    static func ask(_ name: String, in folder: URL) throws -> Answer {
        let child = try start(name, in: folder)
        let answer = try child.output.readToEnd() ?? Data()
        child.process.waitUntilExit()
        guard child.process.terminationStatus == 0 else {
            throw Program.Failure(description: "the probe '\(name)' has failed")
        }
        return try JSONDecoder().decode(Answer.self, from: answer)
    }

    /// Starts a probe; the caller reads its output.
    static func start(_ name: String, in folder: URL) throws -> (process: Process, output: FileHandle) {
        let process = Process(), pipe = Pipe()
        process.executableURL = Bundle.main.executableURL
        process.arguments = [argument, name, folder.path]
        process.standardOutput = pipe
        try process.run()
        return (process, pipe.fileHandleForReading)
    }

    /// What the other process does.
    static func answer(_ name: String, in folder: URL) async throws {
        guard let probe = probes[name] else { throw Program.Failure(description: "there is no probe '\(name)'") }
        try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(try await probe(folder)))
    }
}
