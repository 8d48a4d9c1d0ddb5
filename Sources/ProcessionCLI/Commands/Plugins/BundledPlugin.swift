import Procession

/// A plugin that is compiled in.
struct BundledPlugin {
    let name: String
    let summary: String
    let executors: [ExecutorDescriptor]

    init(_ plugin: any ProcessionPlugin) throws {
        let registry = ExecutorRegistry()
        try plugin.register(executors: registry, types: ProcessTypeRegistry())
        name = plugin.name.rawValue
        summary = plugin.summary
        executors = registry.all.map(\.descriptor)
    }

    private var executorNames: [String] { executors.map(\.name.rawValue) }

    var cells: [Table.Cell] {
        [
            .init(name), .init(nil), .init("swift"), .init("ok", .green),
            .init(executorNames.joined(separator: " ")), .init("bundled"), .init(summary)
        ]
    }

    var json: Value {
        Value(members: [
            "name": .string(name), "version": .null, "kind": "swift", "origin": "bundled", "status": "ok",
            "reason": .null, "asked_at": .null, "executors": .list(executorNames.map(Value.string)), "requires": [],
            "missing": [],
            "summary": .string(summary), "diagnostics": []
        ])
    }
}
