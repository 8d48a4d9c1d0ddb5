import DropInPlugins
import Procession

/// Whether every plugin that is found in a folder can be used.
struct PluginsCheckup: Checkup {
    private static let subject = "plugins"

    func findings(_ patient: Patient) async -> [Finding] {
        patient.workspace.plugins.entries.map { entry in
            let plugin = "'\(entry.name)' (\(entry.location))"
            let more = "see all of it with `procession plugins show \(entry.name)`"
            switch entry.status {
            case .ok where entry.missing.isEmpty: return .ok(Self.subject, "\(plugin) can be used")
            case .ok:
                return .warning(
                    Self.subject, "\(plugin) needs \(entry.missing.map { "'\($0)'" }.joined(separator: ", ")) in PATH",
                    remedy: "install it, or add its folder to the PATH of the engine")
            case .shadowed(let holder):
                return .warning(
                    Self.subject, "\(plugin) is shadowed by \(holder)", remedy: "rename one of them, or remove it")
            case .invalid(let diagnostics):
                let reason = diagnostics.first { $0.severity == .error }?.message ?? "it can't be read"
                return .problem(Self.subject, "\(plugin) is invalid: \(reason)", remedy: more)
            case .incompatible(let reason):
                return .problem(Self.subject, "\(plugin) is incompatible: \(reason)", remedy: "take a newer one")
            case .broken(let reason): return .problem(Self.subject, "\(plugin) is broken: \(reason)", remedy: more)
            }
        }
    }
}
