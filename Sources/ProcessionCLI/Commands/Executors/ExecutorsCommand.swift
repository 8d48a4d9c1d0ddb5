import ArgumentParser
import Procession

/// `procession executors`: the registry of executors.
struct ExecutorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executors",
        abstract: "Inspect what tasks can be carried out by.",
        subcommands: [ExecutorsListCommand.self, ExecutorsShowCommand.self, ExecutorsSchemaCommand.self])

    /// - Throws: `notFound` with the nearest name.
    static func executor(
        named name: String, in registry: ExecutorRegistry
    ) throws(ProcessionError) -> RegisteredExecutor {
        if let executor = registry[ExecutorName(name)] { return executor }
        let names = registry.all.map(\.descriptor.name.rawValue)
        let registered = "registered are: \(names.joined(separator: ", "))"
        throw ProcessionError(
            .notFound, "no executor is named '\(name)'",
            hint: registry.absence(of: ExecutorName(name)) ?? NearestName.hint(for: name, among: names)
                ?? [registered, registry.absenceOfUnknown].compactMap(\.self).joined(separator: "; "))
    }
}
