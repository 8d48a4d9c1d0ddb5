import Procession

/// Whether every process type that is found can be used.
struct ProcessTypesCheckup: Checkup {
    private static let subject = "process types"

    func findings(_ patient: Patient) async -> [Finding] {
        let entries = patient.workspace.reviewedTypes
        var findings: [Finding] = []
        for entry in entries {
            switch entry.status {
            case .ok: break
            case .shadowed(let holder):
                findings.append(
                    .warning(
                        Self.subject, "'\(entry.name)' (\(entry.origin)) is shadowed by \(holder)",
                        remedy: "rename one of them, or remove it"))
            case .invalid(let diagnostics):
                let reason = diagnostics.first { $0.severity == .error }?.message ?? "it can't be read"
                findings.append(
                    .problem(
                        Self.subject, "\(entry.origin) is invalid: \(reason)",
                        remedy: entry.origin.file.map { "see all of it with `procession types validate \($0)`" }
                            ?? "see all of it with `procession types list --json`"))
            }
        }
        let usable = entries.count { $0.type != nil }
        return [.ok(Self.subject, usable == 0 ? "none; name their folder with --types" : "\(usable) can be used")]
            + findings
    }
}

extension ProcessTypeDescriptor.Origin {
    fileprivate var file: String? { if case .file(let location) = self { location.file } else { nil } }
}
