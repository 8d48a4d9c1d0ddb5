public import Procession

/// What every plugin in Swift has to do, as checks that a test target runs over its own.
///
/// ```swift
/// static let conformance = PluginConformance(ReportsPlugin(), beside: StandardPlugins.all)
///
/// @Test(arguments: conformance.checks)
/// func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
/// ```
///
/// A plugin that is a program of its own is tried by `procession plugins test`.
public struct PluginConformance: Sendable {
    private let plugin: any ProcessionPlugin
    private let others: [any ProcessionPlugin]
    private let inputs: [ProcessTypeName: [String: Value]]

    /// - Parameters:
    ///   - plugin: what is checked.
    ///   - others: the plugins that it is registered after, and whose executors its types name.
    ///   - inputs: input for those of its types that require any.
    public init(
        _ plugin: any ProcessionPlugin, beside others: [any ProcessionPlugin] = [],
        inputs: [ProcessTypeName: [String: Value]] = [:]
    ) {
        self.plugin = plugin
        self.others = others
        self.inputs = inputs
    }

    /// All rules, those for each of its executors and types included.
    public var checks: [ConformanceCheck] {
        [
            ConformanceCheck("the plugin '\(plugin.name)' has a name and a summary") {
                try expect(NameSyntax.isName(plugin.name.rawValue), "'\(plugin.name)' to be a name")
                try ExecutorConformance.expectSentence(plugin.summary)
                try expect(!others.contains { $0.name == plugin.name }, "no other plugin to be '\(plugin.name)'")
            },
            ConformanceCheck("'\(plugin.name)' registers something, and the same each time") {
                let first = try Registries(plugin), second = try Registries(plugin)
                try expect(!first.names.isEmpty, "an executor or a process type")
                try expect(second.names, equals: first.names, "what is registered the second time")
            },
            ConformanceCheck("'\(plugin.name)' registers beside the others") {
                try Registries(others).add(plugin)
            },
            ConformanceCheck("'\(plugin.name)' passes on that a name is taken") {
                let registries = try Registries(plugin)
                try await expect(.alreadyExists, "a second registration") { try registries.add(plugin) }
            }
        ] + partChecks
    }

    private var partChecks: [ConformanceCheck] {
        // What can't be registered has been told above.
        guard let parts = try? Registries(plugin) else { return [] }
        return parts.executors.all.flatMap(ExecutorConformance.checks)
            + parts.types.entries.compactMap(\.type).map(check)
    }

    private func check(_ type: any ProcessType) -> ConformanceCheck {
        ConformanceCheck("the process type '\(type.name)' has the same tasks each time, and runs to its end") {
            let registries = try Registries(others)
            try registries.add(plugin)
            let input = try type.descriptor.inputs.validate(
                .values(inputs[type.name] ?? [:]), isKnownSecret: { _ in true })
            try expect(
                try type.definition(for: input), equals: try type.definition(for: input), "the second expansion")
            let test = ProcessTypeTest(
                "it runs to its end", input: inputs[type.name] ?? [:], expect: .init(status: .completed))
            let report = try await ProcessTypeTestRunner(executors: registries.executors).run(test, of: type)
            try expect(report.problems, equals: [], "what goes wrong where every task completes")
        }
    }
}

/// What plugins have registered.
private struct Registries {
    let executors = ExecutorRegistry()
    let types = ProcessTypeRegistry()

    init(_ plugins: [any ProcessionPlugin]) throws {
        for plugin in plugins { try add(plugin) }
    }

    init(_ plugin: any ProcessionPlugin) throws { try self.init([plugin]) }

    func add(_ plugin: any ProcessionPlugin) throws { try plugin.register(executors: executors, types: types) }

    /// Of executors and types.
    var names: [String] {
        executors.all.map { "executor \($0.descriptor.name)" } + types.entries.map { "process type \($0.name)" }
    }
}
