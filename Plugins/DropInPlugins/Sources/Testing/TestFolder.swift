import ChildProcesses
import Foundation
import ProcessionYAML

/// Where one test runs: a working directory, and a folder with the commands that stand in for others.
final class TestFolder: Sendable {
    private let path: String

    init(_ stubs: [String: PluginTest.Command]) throws {
        path = "\(NSTemporaryDirectory())plugin-test-\(UUID().uuidString)"
        for folder in [work, commands] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        for (name, stub) in stubs where !name.contains("/") {
            let file = "\(commands)/\(name)"
            try Self.script(stub).write(toFile: file, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var work: String { "\(path)/work" }
    var commands: String { "\(path)/commands" }

    private static func script(_ stub: PluginTest.Command) -> String {
        var lines = ["#!/bin/sh", "cat >/dev/null"]
        for (text, stream) in [(stub.standardOutput, ""), (stub.standardError, " >&2")] where !text.isEmpty {
            lines.append("printf '%s\\n' \(ShellQuoting.quote(text))\(stream)")
        }
        for (name, value) in stub.outputs.sorted(by: { $0.key < $1.key }) {
            lines.append("printf '%s\\n' \(ShellQuoting.quote("\(name)=\(value)")) >>\"$PROCESSION_OUTPUT\"")
        }
        lines.append("exit \(stub.exitCode)")
        return lines.joined(separator: "\n") + "\n"
    }
}
