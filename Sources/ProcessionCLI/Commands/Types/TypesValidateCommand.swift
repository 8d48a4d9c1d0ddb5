import ArgumentParser
import Procession
import ProcessionYAML

/// `procession types validate`: everything wrong with some files.
struct TypesValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check files that declare process types.",
        discussion: """
            Prints every problem of every file. The exit status is 2 if any file is invalid; with --strict, also if \
            there are warnings. Processes that tasks start must be of a type in the folders of types, or in one of the \
            files.

            Examples:
              procession types validate process-types/*.yaml
              procession types validate nightly.yaml --format sarif > nightly.sarif
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case pretty, json, sarif, github
    }

    @Argument(help: "The files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]
    @Option(help: "The form of the report: pretty, json, sarif or github.")
    var format = Format.pretty
    @Flag(help: "Treat warnings as errors.")
    var strict = false
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let workspace = try await Workspace(logger: options.logging.logger, plugins: options.plugins)
        // What tasks start may stand further down, or in another file: everything is read before anything is judged.
        let reader = ProcessTypeLoader(executors: workspace.executors)
        await reader.load(files: files, into: workspace.types)
        await reader.loadFolders(try Workspace.typeFolders(options.types), into: workspace.types)
        let loader = ProcessTypeLoader(executors: workspace.executors, types: workspace.types)
        let reports = files.map { FileReport(path: $0, diagnostics: loader.load(file: $0).diagnostics) }
        let diagnostics = reports.flatMap(\.diagnostics)
        switch format {
        case .pretty: try writePretty(reports)
        case .json:
            try StandardStream.output.write(JSONDocument.text(["files": .list(reports.map(\.json))]))
        case .sarif: try StandardStream.output.write(SARIFReport.text(diagnostics))
        case .github:
            try StandardStream.output.write(diagnostics.map { GitHubAnnotation.text($0) + "\n" }.joined())
        }
        if diagnostics.contains(where: { strict || $0.severity == .error }) { throw ExitStatus.badUse }
    }

    private func writePretty(_ reports: [FileReport]) throws {
        let style = Style.of(.error)
        for diagnostic in reports.flatMap(\.diagnostics) {
            StandardStream.say(ErrorReport.text(diagnostic, style: style) + "\n")
        }
        for report in reports {
            try StandardStream.output.write("\(VisibleText.line(report.path)): \(report.words)\n")
        }
    }

    private struct FileReport {
        var path: String
        var diagnostics: [Diagnostic]

        private var errors: Int { diagnostics.count { $0.severity == .error } }
        private var warnings: Int { diagnostics.count - errors }

        var words: String {
            let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            return counts.isEmpty
                ? "ok" : counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
        }

        var json: Value {
            Value(members: [
                "file": .string(path), "is_valid": .boolean(errors == 0),
                "diagnostics": .list(diagnostics.map(\.json))
            ])
        }
    }
}
