import Foundation
import Procession

/// Hands a test a folder whose name is as unpleasant as folders get, and removes it.
func withScratchFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "it's a \"test\" $(touch pwned) `id` ü *;&-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

extension URL {
    /// The path of something in this folder, as an input.
    func callAsFunction(_ name: String) -> Value { .string(path(name)) }

    func path(_ name: String) -> String { appending(path: name).path }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> Value {
        let file = appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return .string(file.path)
    }

    func text(_ name: String) throws -> String { try String(contentsOf: appending(path: name), encoding: .utf8) }

    func names(in name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: name.isEmpty ? path : path(name)).sorted()
    }
}

/// Runs Python statements with `argv`, for what a test itself needs done; what they print.
func python(_ statements: String, _ arguments: Value...) async throws -> String {
    let child = Process()
    child.executableURL = URL(filePath: "/usr/bin/env")
    child.arguments = ["python3", "-c", "import sys, sqlite3\n" + statements] + arguments.map(\.text)
    let printed = Pipe()
    child.standardOutput = printed
    try child.run()
    let text = try printed.fileHandleForReading.readToEnd() ?? Data()
    child.waitUntilExit()
    guard child.terminationStatus == 0 else { throw TaskFailure(.runtime, "python failed: \(statements)") }
    return String(decoding: text, as: UTF8.self)
}
