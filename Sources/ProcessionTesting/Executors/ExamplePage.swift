import Foundation

/// The documentation of a plugin.
public enum ExamplePage {
    /// The text of `Plugins/NAME/README.md`.
    public static func read(_ plugin: String, file: String = #filePath) throws -> String {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("Plugins/\(plugin)/README.md"), encoding: .utf8)
    }

    /// A YAML block scalar of an example: the indented lines below `key`, without their indentation.
    public static func block(below key: String, of yaml: String) -> String {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces) == "\(key): |" }) else {
            return ""
        }
        let indentation = lines[start].prefix { $0 == " " }.count
        let block = lines[(start + 1)...].prefix { $0.isEmpty || $0.prefix { $0 == " " }.count > indentation }
        let inner = block.first.map { $0.prefix { $0 == " " }.count } ?? 0
        return block.map { $0.dropFirst(inner) + "\n" }.joined()
    }
}
