import Foundation

/// The program in `Tests/StoreCrashDriver`, running.
final class CrashDriver {
    struct Missing: Error, CustomStringConvertible { let description: String }

    private let process = Foundation.Process()
    private let pipe = Pipe()

    init(_ verb: String, _ path: String) throws {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let program = folder.appending(path: "StoreCrashDriver")
        guard FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false)) else {
            throw Missing(description: "'\(program.path())' was not built")
        }
        process.executableURL = program
        process.arguments = [verb, path]
        process.standardOutput = pipe
        try process.run()
    }

    /// All that it says until it ends by itself.
    func allLines() throws -> [String] {
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Self.lines(data)
    }

    /// Kills it with SIGKILL when it has said so many lines; gives all that it had said.
    func linesUntilKilled(after count: Int) throws -> [String] {
        var data = Data()
        while data.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Missing(description: "the driver ended by itself") }
            data += more
        }
        kill(process.processIdentifier, SIGKILL)
        data += try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Self.lines(data)
    }

    /// A last line without an end was never said.
    private static func lines(_ data: Data) -> [String] {
        String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}
