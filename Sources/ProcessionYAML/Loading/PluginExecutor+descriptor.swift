package import Procession

extension PluginExecutor {
    /// The schema of its configuration.
    ///
    /// A parameter that becomes a part of the command line takes no secrets, because everybody can read that.
    package var schema: ConfigurationSchema {
        if let configuration { return configuration }
        let inArguments = parametersInArguments
        return .object(
            ConfigurationSchema.Object(
                parameters.inputs.map { $0.property(templating: inArguments.contains($0.name) ? .argument : .text) }))
    }

    /// What the registries know about it.
    package func descriptor(of plugin: PluginManifest) -> ExecutorDescriptor {
        ExecutorDescriptor(
            name: name, summary: summary, description: description, configuration: schema,
            outputs: outputs.mapValues(\.type), examples: examples, startsChildProcess: command != nil,
            requires: plugin.requires, version: plugin.version)
    }

    private var parametersInArguments: Set<String> {
        var names: Set<String> = []
        for text in command?.arguments ?? [] {
            guard let template = try? Template(parsing: text) else { continue }
            for case .input(let name) in template.references { names.insert(name) }
        }
        return names
    }
}
