import Foundation
import Procession

/// Whether the folder with secrets is private, and every secret that a type names is there.
struct SecretsCheckup: Checkup {
    private static let subject = "secrets"

    func findings(_ patient: Patient) async -> [Finding] {
        await folder(patient) + missing(patient)
    }

    private func folder(_ patient: Patient) -> [Finding] {
        guard let folder = patient.secretsFolder else { return [] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
        let open = ([folder] + names.map { "\(folder)/\($0)" }).filter { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
        }
        guard let first = open.first else { return [.ok(Self.subject, "'\(folder)' is its owner's alone")] }
        let more = open.count > 1 ? " and \(open.count - 1) more" : ""
        return [
            .warning(
                Self.subject, "others than its owner may read '\(first)'\(more)",
                remedy: "chmod -R go= '\(folder)'")
        ]
    }

    private func missing(_ patient: Patient) async -> [Finding] {
        var findings: [Finding] = []
        for type in patient.workspace.types.entries.compactMap(\.type) {
            guard let definition = try? SampleInput.definition(of: type) else { continue }
            for name in definition.secrets {
                if await patient.workspace.secrets.isKnown(name) { continue }
                findings.append(
                    .warning(
                        Self.subject, "'\(type.name)' uses the secret '\(name)', which no provider has",
                        remedy: "set PROCESSION_SECRET_\(name), or write it to a file in --secrets-dir"))
            }
        }
        return findings
    }
}
