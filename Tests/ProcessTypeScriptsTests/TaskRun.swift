import Foundation

/// What one task did: its exit status, what it printed, and the outputs that it gave.
struct TaskRun {
    var exitStatus: Int32
    var standardOutput: String
    var standardError: String
    var outputs: [String: String]

    init(arguments: [String], environment: [String: String], in folder: URL) async throws {
        let files = FileManager.default.temporaryDirectory.appending(path: "task-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        try files.write("output", "")

        let child = Process()
        child.executableURL = URL(filePath: arguments[0])
        child.arguments = Array(arguments.dropFirst())
        child.currentDirectoryURL = folder
        child.environment = environment.merging(["PROCESSION_OUTPUT": files("output")]) { $1 }
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = try FileHandle(forWritingTo: URL(filePath: files.write("stdout", "")))
        child.standardError = try FileHandle(forWritingTo: URL(filePath: files.write("stderr", "")))
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            child.terminationHandler = { _ in ended.resume() }
            do {
                try child.run()
            } catch {
                child.terminationHandler = nil
                ended.resume(throwing: error)
            }
        }

        exitStatus = child.terminationStatus
        standardOutput = try files.text("stdout")
        standardError = try files.text("stderr")
        outputs = try Self.outputs(in: files.text("output"))
    }

    /// Reads the three forms: one JSON object, `name=value` lines, `name<<END` blocks.
    private static func outputs(in text: String) throws -> [String: String] {
        if text.hasPrefix("{") {
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
            return object.mapValues { "\($0)" }
        }
        var outputs: [String: String] = [:]
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            if let (_, name, end) = line.wholeMatch(of: /(\w+)<<(\w+)/)?.output {
                let block = lines.prefix { $0 != end }
                outputs[String(name)] = block.joined(separator: "\n")
                lines = lines.dropFirst(block.count + 1)
            } else if let (_, name, value) = line.wholeMatch(of: /(\w+)=(.*)/)?.output {
                outputs[String(name)] = String(value)
            }
        }
        return outputs
    }
}
