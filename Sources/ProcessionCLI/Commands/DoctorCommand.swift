import ArgumentParser
import Foundation
import Procession

/// `procession doctor`: everything that could be wrong on this machine.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for everything that could be wrong on this machine, each with its remedy.",
        discussion: """
            Changes nothing. The exit status is 1 if there is a problem; warnings alone leave it at 0.

            Example:
              procession doctor
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var plugins: PluginFolderOptions
    @OptionGroup var types: TypeFolderOptions
    @OptionGroup var secrets: SecretOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let patient = Patient(
            database: try DatabaseLocation(option: database.path, environment: environment),
            workspace: try await Workspace(
                logger: .silent, plugins: plugins, believesFailures: false, types: types, secrets: secrets),
            environment: environment,
            secretsFolder: secrets.folder ?? environment["PROCESSION_SECRETS_DIR"].flatMap { $0.isEmpty ? nil : $0 })
        var findings: [Finding] = []
        for checkup in checkups { findings += await checkup.findings(patient) }
        var table = Table([
            .init("STATE"), .init("SUBJECT"), .init("FINDING", shrinks: true), .init("REMEDY", shrinks: true)
        ])
        table.rows = findings.map { finding in
            [
                .init(finding.severity.rawValue, finding.severity.accent), .init(finding.subject),
                .init(finding.message), .init(finding.remedy)
            ]
        }
        if output.json || output.plain {
            try output.show(table, json: ["findings": .list(findings.map(\.json))])
        } else {
            try StandardStream.output.write(findings.map { $0.text(style: .of(.output)) }.joined())
        }
        if findings.contains(where: { $0.severity == .problem }) { throw ExitStatus.failed }
    }
}

extension Finding {
    fileprivate var json: Value {
        Value(members: [
            "state": .string(severity.rawValue), "subject": .string(subject), "message": .string(message),
            "remedy": Value(remedy)
        ])
    }

    /// A line, and the remedy below it: neither may be cut.
    fileprivate func text(style: Style) -> String {
        let state = style(severity.accent, DisplayWidth.pad(severity.rawValue, to: 7))
        let remedy = remedy.map { "         → \(VisibleText.line($0))\n" } ?? ""
        return "\(state)  \(style(.bold, subject)): \(VisibleText.line(message))\n\(remedy)"
    }
}

extension Finding.Severity {
    fileprivate var accent: Style.Accent {
        switch self {
        case .ok: .green
        case .warning: .yellow
        case .problem: .red
        }
    }
}
