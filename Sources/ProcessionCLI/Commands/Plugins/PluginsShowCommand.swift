import ArgumentParser
import DropInPlugins
import Procession
import ProcessionYAML

/// `procession plugins show`: one plugin, with everything that is wrong with it.
struct PluginsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a plugin brings, and what is wrong with it.",
        discussion: """
            Example:
              procession plugins show sqlite
            """)

    @Argument(help: "The name of a plugin.")
    var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ExecutorOptions

    func run() async throws {
        if let plugin = ProcessionProgram.plugins.first(where: { $0.name.rawValue == name }) {
            return try show(try BundledPlugin(plugin))
        }
        let entry = try await options.workspace().plugins.entry(named: name)
        let table = Table(
            [.init("EXECUTOR"), .init("SUMMARY", shrinks: true)],
            rows: entry.executors.map { [.init($0.descriptor.name.rawValue), .init($0.descriptor.summary)] })
        if !output.json && !output.plain { try StandardStream.output.write(headline(entry)) }
        try output.show(table, whenEmpty: "it brings no executors", json: ["plugin": entry.json])
        guard !output.json else { return }
        for diagnostic in entry.status.diagnostics + entry.warnings {
            StandardStream.say(ErrorReport.text(diagnostic, style: .of(.error)) + "\n")
        }
    }

    private func show(_ plugin: BundledPlugin) throws {
        if !output.json && !output.plain {
            let name = Style.of(.output)(.bold, plugin.name)
            try StandardStream.output.write("\(name)  bundled\n\(plugin.summary)\n\n")
        }
        let table = Table(
            [.init("EXECUTOR"), .init("SUMMARY", shrinks: true)],
            rows: plugin.executors.map { [.init($0.name.rawValue), .init($0.summary)] })
        try output.show(table, json: ["plugin": plugin.json])
    }

    private func headline(_ entry: DropInPlugins.Entry) -> String {
        let style = Style.of(.output)
        let title = [entry.name.rawValue, entry.version].compactMap(\.self).joined(separator: " ")
        var lines = ["\(style(.bold, title))  \(style(.dim, "\(entry.location)"))"]
        if let summary = entry.manifest?.summary { lines.append(VisibleText.line(summary)) }
        if let description = entry.manifest?.description { lines += ["", VisibleText.block(description)] }
        lines += ["", "kind      \(entry.kind ?? "unknown")"]
        lines.append("status    \(style(entry.status.accent, VisibleText.line(entry.status.words)))")
        if let askedAt = entry.askedAt {
            lines.append(
                "asked     \(TimeText.local(askedAt)); `procession plugins test \(entry.name)` asks it again")
        }
        if let requires = entry.manifest?.requires, !requires.isEmpty {
            let words = requires.map { name in
                entry.missing.contains(name)
                    ? style(.red, "\(VisibleText.line(name)) (missing)") : VisibleText.line(name)
            }
            lines.append("requires  \(words.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
