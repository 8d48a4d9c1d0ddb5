import ArgumentParser
import DropInPlugins
import Foundation
import Procession
import ProcessionYAML

/// `procession plugins test`: whether a plugin does what it and the protocol say.
struct PluginsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Try a plugin: its own tests, its examples, and the protocol where it is a program.",
        discussion: """
            The exit status is 1 if anything fails, and 2 if the plugin can't be used at all.

            Examples:
              procession plugins test ./my-plugin
              procession plugins test sqlite
            """)

    @Argument(
        help: ArgumentHelp("A plugin's folder or manifest, or the name of a plugin.", valueName: "path|name"),
        completion: .directory)
    var plugin: String
    @Flag(help: "Print one JSON object; its form is stable within one format_version.")
    var json = false
    @OptionGroup var options: ExecutorOptions

    func run() async throws {
        let plugins = try await plugins()
        let entry = try folder == nil ? plugins.entry(named: plugin) : plugins.entries.first
        let isUsable = entry.map { ["ok", "shadowed"].contains($0.status.name) } ?? false
        guard isUsable, let entry, let manifest = entry.manifest,
            let runner = PluginTestRunner(entry, logger: options.logging.logger)
        else {
            throw ProcessionError(
                .invalidDefinition,
                "the plugin '\(entry?.name.rawValue ?? plugin)' is \(entry?.status.words ?? "missing")",
                diagnostics: entry?.status.diagnostics ?? [])
        }
        var outcomes: [PluginTestOutcome] = []
        if case .executable(let program) = manifest.kind {
            outcomes += await ProtocolConformance(manifest, program: program).run()
        }
        outcomes += try await runner.run()
        outcomes += runner.tryExamples()
        await plugins.stop()
        try show(outcomes, of: entry)
        if !outcomes.allSatisfy(\.hasPassed) { throw ExitStatus.failed }
    }

    /// The folder that the argument names; nil where it is the name of a plugin.
    private var folder: String? {
        guard plugin.contains("/") || plugin == "." || plugin == ".." else { return nil }
        return plugin.hasSuffix("/plugin.yaml") ? String(plugin.dropLast("/plugin.yaml".count)) : plugin
    }

    private func plugins() async throws -> DropInPlugins {
        guard let folder else { return try await options.workspace(believesFailures: false).plugins }
        guard FileManager.default.fileExists(atPath: "\(folder)/plugin.yaml") else {
            throw ProcessionError(.notFound, "there is no plugin.yaml in '\(folder)'")
        }
        // Beside what is bundled, which always comes first, and nothing else.
        return await DropInPlugins(
            in: PluginFolders(only: folder), compiledIn: ProcessionProgram.plugins.map(\.name),
            cache: DescriptionCache(environment: ProcessInfo.processInfo.environment, believesFailures: false),
            registering: try await Workspace(logger: options.logging.logger).executors,
            logger: options.logging.logger)
    }

    private func show(_ outcomes: [PluginTestOutcome], of entry: DropInPlugins.Entry) throws {
        let failed = outcomes.count { !$0.hasPassed }
        let output = StandardStream.output
        if json {
            return try output.write(
                JSONDocument.text([
                    "plugin": .string(entry.name.rawValue), "status": .string(entry.status.name),
                    "passed": .integer(outcomes.count - failed),
                    "failed": .integer(failed), "tests": .list(outcomes.map(\.json))
                ]))
        }
        let style = Style.of(output)
        for outcome in outcomes {
            let mark = outcome.hasPassed ? style(.green, "ok  ") : style(.red, "FAIL")
            let problems = outcome.problems.map { "      \(VisibleText.line($0))\n" }.joined()
            try output.write("\(mark)  \(VisibleText.line(outcome.name))\n\(problems)")
        }
        try output.write("\(entry.name): \(outcomes.count - failed) passed, \(failed) failed\n")
        if case .shadowed(let holder) = entry.status {
            StandardStream.say("none of its executors would be used: it is shadowed by \(holder)\n")
        }
    }
}

extension PluginTestOutcome {
    fileprivate var json: Value {
        [
            "name": .string(name), "passed": .boolean(hasPassed),
            "problems": .list(problems.map(Value.string))
        ]
    }
}
