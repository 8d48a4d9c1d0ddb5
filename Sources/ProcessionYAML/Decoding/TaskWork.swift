import Procession

/// The executor key of a task: who carries the task out, and what exactly it is to do.
struct TaskWork {
    let executor: RegisteredExecutor
    let key: YAMLNode
    let node: YAMLNode
    let configuration: Value
    /// Where the configuration holds templates, or text that an interpreter reads.
    let texts: [ConfigurationSchema.Text]

    init(_ executor: RegisteredExecutor, _ member: YAMLNode.Member) {
        self.executor = executor
        key = member.key
        node = member.value
        configuration = executor.descriptor.configuration.value(of: member.value)
        texts = executor.descriptor.configuration.texts(in: configuration)
    }

    /// The outputs that the executor gives by itself, or that its configuration names under `outputs`.
    var outputNames: [String] {
        Array(executor.descriptor.outputs.keys) + Array((configuration["outputs"]?.map ?? [:]).keys)
    }

    /// Checks the configuration against the executor's schema.
    func check(_ reading: Reading) {
        for violation in executor.violations(in: configuration) {
            let (found, key) = node.descend(violation.path)
            guard !found.isRefused else { continue }
            let range = violation.isAboutKey ? (key ?? self.key).range : found.headline
            // Schemas don't know the key that they stand under; people do.
            let message = violation.message.replacing("the configuration", with: "'\(executor.descriptor.name)'")
            reading.report(violation.code, message, at: range, hint: violation.hint ?? hint(for: violation))
        }
    }

    /// What the innermost property on the way to the mistake is for, or the executor itself.
    private func hint(for violation: ConfigurationSchema.Violation) -> String {
        let descriptor = executor.descriptor
        return descriptor.configuration.properties(on: violation.path).last?.hint
            ?? "\(descriptor.name): \(descriptor.summary)"
    }
}

extension YAMLNode {
    /// The node at the end of a path, or as far as there is one, and the key that it stands under.
    func descend(_ path: [ConfigurationSchema.PathStep]) -> (node: YAMLNode, key: YAMLNode?) {
        var node = self
        var key: YAMLNode?
        for step in path {
            switch step {
            case .key(let name):
                guard let member = node.member(name) else { return (node, key) }
                (node, key) = (member.value, member.key)
            case .index(let index):
                guard let elements = node.elements, elements.indices ~= index else { return (node, key) }
                (node, key) = (elements[index], nil)
            }
        }
        return (node, key)
    }
}
