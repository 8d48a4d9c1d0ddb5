import ArgumentParser
import Procession

/// `procession types list`: every declaration, usable or not.
struct TypesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all process types, those that can't be used with the reason.",
        discussion: """
            Example:
              procession types list --types ./process-types
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let entries = try await options.workspace().reviewedTypes
        var table = Table([
            .init("NAME"), .init("VERSION"), .init("DOOR"), .init("ORIGIN", shrinks: true),
            .init("STATUS", shrinks: true), .init("SUMMARY", shrinks: true)
        ])
        table.rows = entries.map { entry in
            [
                .init(entry.name.rawValue), .init(entry.descriptor?.version), .init(entry.origin.door),
                .init(entry.origin.description), .init(entry.status.words, entry.status.accent),
                .init(entry.descriptor?.summary)
            ]
        }
        try output.show(
            table, whenEmpty: "no process types; name their folder with --types",
            json: ["types": .list(entries.map(\.json))])
    }
}

extension ProcessTypeRegistry.Entry {
    fileprivate var json: Value {
        var diagnostics: [Value] = []
        if case .invalid(let reasons) = status { diagnostics = reasons.map(\.json) }
        return Value(members: [
            "name": .string(name.rawValue), "version": Value(descriptor?.version), "door": .string(origin.door),
            "origin": .string(origin.description), "status": .string(status.name),
            "reason": status.name == "ok" ? .null : .string(status.words),
            "summary": Value(descriptor?.summary), "tags": .list((descriptor?.tags ?? []).map(Value.string)),
            "diagnostics": .list(diagnostics)
        ])
    }
}

extension ProcessTypeRegistry.Entry.Status {
    fileprivate var name: String {
        switch self {
        case .ok: "ok"
        case .shadowed: "shadowed"
        case .invalid: "invalid"
        }
    }

    fileprivate var words: String {
        switch self {
        case .ok: return "ok"
        case .shadowed(let holder): return "shadowed by \(holder)"
        case .invalid(let diagnostics):
            guard let first = diagnostics.first(where: { $0.severity == .error }) else { return "invalid" }
            let more = diagnostics.count { $0.severity == .error } - 1
            return "invalid: \(first.message)" + (more > 0 ? " and \(more) more" : "")
        }
    }

    fileprivate var accent: Style.Accent? {
        switch self {
        case .ok: .green
        case .shadowed: .yellow
        case .invalid: .red
        }
    }
}
