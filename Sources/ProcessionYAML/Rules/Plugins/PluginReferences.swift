import Procession

/// What the templates of a declarative plugin refer to: the parameters of their executor, and a little around them.
struct PluginReferences {
    /// The name under which templates find the plugin: `plugin.folder`, `plugin.name`, `plugin.version`.
    static let plugin = "plugin"

    private let reading: Reading

    init(_ reading: Reading) { self.reading = reading }

    func check(_ plugin: PluginDraft) {
        for variable in plugin.environment ?? [] {
            check(variable.value.value, parameters: [], knowsTask: false)
        }
        for executor in plugin.executors ?? [] where executor.arguments != nil { check(executor) }
    }

    private func check(_ executor: PluginExecutorDraft) {
        let parameters = (executor.parameters ?? []).compactMap(\.name)
        let names = parameters.map(\.value)
        let nodes =
            (executor.arguments?.value ?? []) + (executor.environment ?? []).map(\.value.value)
            + [executor.standardInput].compactMap(\.self)
        var used: Set<String> = []
        for node in nodes { used.formUnion(check(node, parameters: names, knowsTask: true)) }
        for parameter in parameters where !used.contains(parameter.value) {
            reading.report(
                "unused-parameter", "nothing uses the parameter '\(parameter.value)'", at: parameter.range,
                severity: .warning, hint: "put '${\(parameter.value)}' into 'argv', 'env' or 'stdin'")
        }
    }

    /// - Returns: the parameters that a text uses.
    @discardableResult
    private func check(_ node: YAMLNode, parameters: [String], knowsTask: Bool) -> Set<String> {
        guard let text = node.scalar?.text, Template.isTemplate(text) else { return [] }
        let template: Template
        do throws(ExpressionError) {
            template = try Template(parsing: text)
        } catch {
            let range = error.offset.map { reading.findings.source.range(in: node, offset: $0) } ?? node.headline
            reading.report("invalid-expression", error.message, at: range, hint: error.hint)
            return []
        }
        var used: Set<String> = []
        for occurrence in template.occurrences {
            let range = reading.findings.source.range(in: node, offset: occurrence.offset, length: 1)
            switch occurrence.reference {
            case .input(Self.plugin): break
            case .input(let name):
                used.insert(name)
                guard !parameters.contains(name) else { continue }
                reading.report(
                    "unknown-parameter", "no parameter is named '\(name)'", at: range,
                    hint: NearestName.hint(for: name, among: parameters)
                        ?? (knowsTask ? "declare it under 'parameters', such as '\(name): string'" : nil))
            case .process("id"), .process("type"), .execution("id"), .task("name"), .task("attempt"):
                guard !knowsTask else { continue }
                reading.report("misplaced-reference", "what holds for the whole plugin knows no task", at: range)
            case .secret(let name):
                reading.report(
                    "misplaced-reference", "a plugin names no secrets", at: range,
                    hint: "declare a parameter, and let tasks give it '${secrets.\(name)}'")
            case .process, .execution, .task, .item, .error, .taskOutput, .taskOutputs, .taskStatus:
                reading.report(
                    "misplaced-reference", "a plugin knows nothing of what is around its task", at: range,
                    hint: "declare a parameter, and let tasks give it the value")
            }
        }
        return used
    }
}
