import Procession

/// One thing that could be wrong on a machine, and how it stands there.
protocol Checkup: Sendable {
    /// What was found, good news included; never throws, because what can't be looked at is a finding, too.
    func findings(_ patient: Patient) async -> [Finding]
}

/// What checkups look at.
struct Patient: Sendable {
    var database: DatabaseLocation
    var workspace: Workspace
    var environment: [String: String]
    /// The folder with secrets, if one is named.
    var secretsFolder: String?
}

/// How one thing stands.
struct Finding: Sendable, Equatable {
    enum Severity: String, Sendable, CaseIterable {
        case ok, warning, problem
    }

    var severity: Severity
    /// What was looked at, such as `database`.
    var subject: String
    var message: String
    /// What to do about it; nil where nothing is to be done.
    var remedy: String?

    static func ok(_ subject: String, _ message: String) -> Finding {
        Finding(severity: .ok, subject: subject, message: message)
    }

    static func warning(_ subject: String, _ message: String, remedy: String) -> Finding {
        Finding(severity: .warning, subject: subject, message: message, remedy: remedy)
    }

    static func problem(_ subject: String, _ message: String, remedy: String) -> Finding {
        Finding(severity: .problem, subject: subject, message: message, remedy: remedy)
    }
}

/// Every checkup, in the order in which their findings are told.
let checkups: [any Checkup] = [
    DatabaseFolderCheckup(), DatabaseFileCheckup(), OwnerCheckup(), SecretsCheckup(), PluginsCheckup(),
    ProcessTypesCheckup(), ProgramsCheckup(), TimeZonesCheckup(), OpenFilesCheckup()
]
