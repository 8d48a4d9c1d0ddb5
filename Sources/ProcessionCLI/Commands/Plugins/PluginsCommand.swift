import ArgumentParser
import DropInPlugins
import Procession
import ProcessionYAML

/// `procession plugins`: what brings executors.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "Inspect, try and begin plugins.",
        subcommands: [
            PluginsListCommand.self, PluginsShowCommand.self, PluginsTestCommand.self, PluginsNewCommand.self
        ])
}

extension DropInPlugins {
    /// - Throws: `notFound` with the nearest name.
    func entry(named name: String) throws(ProcessionError) -> Entry {
        if let entry = self[PluginName(name)] { return entry }
        let names = entries.map(\.name.rawValue)
        throw ProcessionError(
            .notFound, "no plugin is named '\(name)' in the plugin folders",
            hint: NearestName.hint(for: name, among: names)
                ?? (names.isEmpty ? "name their folder with --plugins" : "found are: \(names.joined(separator: ", "))"))
    }
}

extension DropInPlugins.Entry {
    var version: String? { manifest?.version }

    /// `declarative` or `executable`; nil where the manifest doesn't tell.
    var kind: String? {
        switch manifest?.kind {
        case .declarative: "declarative"
        case .executable: "executable"
        case nil: nil
        }
    }

    var executorNames: [String] { executors.map(\.descriptor.name.rawValue) }

    var json: Value {
        Value(members: [
            "name": .string(name.rawValue), "version": Value(version), "kind": Value(kind),
            "origin": .string("\(location)"), "status": .string(status.name),
            "reason": status.name == "ok" ? .null : .string(status.words), "asked_at": Value(askedAt.map(TimeText.iso)),
            "executors": .list(executorNames.map(Value.string)),
            "requires": .list((manifest?.requires ?? []).map(Value.string)),
            "missing": .list(missing.map(Value.string)), "summary": Value(manifest?.summary),
            "diagnostics": .list((status.diagnostics + warnings).map(\.json))
        ])
    }
}

extension DropInPlugins.Entry.Status {
    var name: String {
        switch self {
        case .ok: "ok"
        case .shadowed: "shadowed"
        case .invalid: "invalid"
        case .incompatible: "incompatible"
        case .broken: "broken"
        }
    }

    /// The status with its reason.
    var words: String {
        switch self {
        case .ok: return "ok"
        case .shadowed(let holder): return "shadowed by \(holder)"
        case .incompatible(let reason): return "incompatible: \(reason)"
        case .broken(let reason): return "broken: \(reason)"
        case .invalid(let diagnostics):
            let errors = diagnostics.filter { $0.severity == .error }
            guard let first = errors.first else { return "invalid" }
            return "invalid: \(first.message)" + (errors.count > 1 ? " and \(errors.count - 1) more" : "")
        }
    }

    var diagnostics: [Diagnostic] { if case .invalid(let diagnostics) = self { diagnostics } else { [] } }

    var accent: Style.Accent {
        switch self {
        case .ok: .green
        case .shadowed: .yellow
        case .invalid, .incompatible, .broken: .red
        }
    }
}
