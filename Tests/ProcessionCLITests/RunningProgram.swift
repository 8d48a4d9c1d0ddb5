import Foundation
import Synchronization

/// A program that was started and has not been waited for.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let end: Task<Int32, Never>
    private let folder: String
    let pid: Int32

    init(_ path: String, _ arguments: [String], in workingDirectory: String, environment: [String: String]) throws {
        folder = "\(NSTemporaryDirectory())procession-output-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: workingDirectory)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file("\(folder)/output")
        process.standardError = try Self.file("\(folder)/error")
        let (statuses, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { ended in
            let signal = ended.terminationReason == .uncaughtSignal ? 128 : Int32(0)
            continuation.yield(signal + ended.terminationStatus)
            continuation.finish()
        }
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
        end = Task { await statuses.first { _ in true } ?? -1 }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var output: String { (try? String(contentsOfFile: "\(folder)/output", encoding: .utf8)) ?? "" }
    var error: String { (try? String(contentsOfFile: "\(folder)/error", encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(pid, signal) }

    func ending() async -> Ending {
        let status = await end.value
        return Ending(status: status, output: output, error: error)
    }

    private static func file(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}

/// Returns as soon as the condition holds; throws after half a minute.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error {
    let what: String
}
