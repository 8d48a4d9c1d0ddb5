import ArgumentParser
import DropInPlugins
import Procession
import ProcessionYAML

/// `procession plugins list`: every plugin, usable or not.
struct PluginsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all plugins, those that can't be used with the reason.",
        discussion: """
            Example:
              procession plugins list --plugins ./my-plugins
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ExecutorOptions

    func run() async throws {
        let bundled = try ProcessionProgram.plugins.map { try BundledPlugin($0) }
        let entries = try await options.workspace().plugins.entries
        var table = Table([
            .init("NAME"), .init("VERSION"), .init("KIND"), .init("STATUS", shrinks: true),
            .init("EXECUTORS", shrinks: true), .init("ORIGIN", shrinks: true), .init("SUMMARY", shrinks: true)
        ])
        table.rows = bundled.map(\.cells) + entries.map(cells)
        try output.show(table, json: ["plugins": .list(bundled.map(\.json) + entries.map(\.json))])
    }

    private func cells(_ entry: DropInPlugins.Entry) -> [Table.Cell] {
        let missing = entry.missing.isEmpty ? "" : " (missing: \(entry.missing.joined(separator: ", ")))"
        return [
            .init(entry.name.rawValue), .init(entry.version), .init(entry.kind),
            .init(entry.status.words + missing, missing.isEmpty ? entry.status.accent : .yellow),
            .init(entry.executorNames.joined(separator: " ")), .init("\(entry.location)"),
            .init(entry.manifest?.summary)
        ]
    }
}
