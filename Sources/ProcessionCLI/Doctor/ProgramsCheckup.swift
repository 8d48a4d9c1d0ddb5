import Foundation
import Procession

/// Whether the shells, interpreters and programs are there that tasks of the registered types name.
struct ProgramsCheckup: Checkup {
    private static let subject = "programs"

    func findings(_ patient: Patient) async -> [Finding] {
        var users: [String: Set<ProcessTypeName>] = [:]
        for type in patient.workspace.types.entries.compactMap(\.type) {
            guard let definition = try? SampleInput.definition(of: type) else { continue }
            for program in definition.steps.flatMap({ Self.programs(of: $0.task, patient.workspace.executors) }) {
                users[program, default: []].insert(type.name)
            }
        }
        let path = patient.environment["PATH"] ?? "/usr/bin:/bin"
        let missing = users.filter { !Self.isThere($0.key, path: path) }.sorted { $0.key < $1.key }
        var findings = missing.map { program, types in
            Finding.problem(
                Self.subject,
                "'\(program)' is not in PATH, and \(types.sorted().map { "'\($0)'" }.joined(separator: ", ")) needs it",
                remedy: "install it, or add its folder to the PATH of the engine")
        }
        let found = users.keys.filter { program in !missing.contains { $0.key == program } }.sorted()
        if !found.isEmpty { findings.insert(.ok(Self.subject, found.joined(separator: ", ")), at: 0) }
        return findings
    }

    /// What a task starts itself, and what its executor needs.
    private static func programs(of task: TaskDefinition, _ executors: ExecutorRegistry) -> [String] {
        [program(of: task)].compactMap(\.self) + (executors[task.executor]?.descriptor.requires ?? [])
    }

    /// The program that a task starts first; nil where it starts none, or only its input tells which.
    private static func program(of task: TaskDefinition) -> String? {
        let configuration = task.configuration
        let program: String?
        switch task.executor {
        case "command": program = (configuration.list ?? configuration["argv"]?.list)?.first?.string
        case "shell": program = configuration["interpreter"]?.string ?? "sh"
        case "script":
            let language = configuration["language"]
            program = language?.list?.first?.string ?? language?.string?.split(separator: " ").first.map(String.init)
        default: program = nil
        }
        // A program beside the type's file is the type's own.
        return program.flatMap { Template.isTemplate($0) || $0.contains("/") && !$0.hasPrefix("/") ? nil : $0 }
    }

    private static func isThere(_ program: String, path: String) -> Bool {
        if program.hasPrefix("/") { return access(program, X_OK) == 0 }
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
