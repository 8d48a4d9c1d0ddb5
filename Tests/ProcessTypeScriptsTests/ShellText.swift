import Foundation

/// The text under `shell` of one task, cut out of a YAML file by its indentation.
struct ShellText {
    var interpreter: [String]
    var text: String

    struct NotFound: Error {
        var task: String
        var file: String
    }

    init(of task: String, in file: URL) throws {
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        guard let start = lines.firstIndex(of: "  - name: \(task)") else {
            throw NotFound(task: task, file: file.lastPathComponent)
        }
        let body = lines[(start + 1)...].prefix { $0.isEmpty || $0.hasPrefix("    ") }
        guard let shell = body.firstIndex(where: { $0.hasPrefix("    shell:") }) else {
            throw NotFound(task: task, file: file.lastPathComponent)
        }
        switch body[shell] {
        case "    shell: |":
            interpreter = ["/bin/sh", "-eu", "-c"]
            text = Self.block(body[(shell + 1)...], indentation: 6)
        case "    shell:":
            interpreter = ["/bin/bash", "-eu", "-o", "pipefail", "-c"]
            text = Self.block(body[(shell + 1)...].drop { $0 != "      run: |" }.dropFirst(), indentation: 8)
        default:
            interpreter = ["/bin/sh", "-eu", "-c"]
            text = body[shell].replacing("    shell: ", with: "")
        }
    }

    private static func block(_ lines: ArraySlice<String>, indentation: Int) -> String {
        let margin = String(repeating: " ", count: indentation)
        return lines.prefix { $0.isEmpty || $0.hasPrefix(margin) }.map { $0.dropFirst(indentation) }
            .joined(separator: "\n")
    }
}
