import Procession

extension PluginDraft {
    /// The manifest that a file without mistakes declares.
    func manifest(_ source: SourceText, folder: String) -> PluginManifest? {
        guard let name, let summary else { return nil }
        let executors = (self.executors ?? []).compactMap(\.executor)
        let program = program.map { arguments in
            PluginProgram(
                arguments: arguments, protocolNumber: protocolNumber ?? 1, startTimeout: startTimeout ?? .seconds(10),
                heartbeatTimeout: heartbeatTimeout ?? .seconds(30), idleTimeout: idleTimeout ?? .seconds(60),
                maximumTasks: maximumTasks ?? 64)
        }
        return PluginManifest(
            name: PluginName(name.value), version: version, summary: summary, description: description,
            requires: requires ?? [], environment: (environment ?? []).texts,
            kind: program.map(PluginManifest.Kind.executable) ?? .declarative(executors),
            tests: (tests ?? []).compactMap { $0.test(of: executors) }, location: source.location(name.range),
            folder: folder)
    }
}

extension PluginExecutorDraft {
    var executor: PluginExecutor? {
        guard let name, let summary else { return nil }
        return PluginExecutor(
            name: ExecutorName(name.value), summary: summary, description: description,
            parameters: InputSchema((parameters ?? []).map(\.spec)),
            configuration: configuration.flatMap { try? ConfigurationSchema(notation: $0.value) },
            outputs: Dictionary(
                (outputs ?? []).map { ($0.name.value, $0.value.value.output) }, uniquingKeysWith: { first, _ in first }),
            examples: (examples ?? []).compactMap(\.example), command: command)
    }

    private var command: PluginExecutor.Command? {
        guard let arguments else { return nil }
        var success: Set<Int> = [], classes: [Int: ErrorClass] = [:]
        for code in exitCodes ?? [] {
            guard let number = Int(code.name.value) else { continue }
            switch code.value.value {
            case .success: success.insert(number)
            case .failure(let errorClass): classes[number] = errorClass
            }
        }
        if classes[0] == nil { success.insert(0) }
        return PluginExecutor.Command(
            arguments: arguments.value.map { $0.scalar?.text ?? "" }, environment: (environment ?? []).texts,
            standardInput: standardInput?.scalar?.text, successCodes: success, failureClasses: classes)
    }
}

extension PluginOutputDraft {
    fileprivate var output: PluginExecutor.Output {
        PluginExecutor.Output(type: type ?? .string, isPrinted: source == .stdout)
    }
}

extension PluginExampleDraft {
    fileprivate var example: ExecutorDescriptor.Example? {
        guard let title, let yaml else { return nil }
        // The last line end of a block scalar would be an empty line wherever the example is shown.
        return ExecutorDescriptor.Example(title: title, yaml: yaml.hasSuffix("\n") ? String(yaml.dropLast()) : yaml)
    }
}

extension PluginTestDraft {
    fileprivate func test(of executors: [PluginExecutor]) -> PluginTest? {
        guard let name, let expectation = expectation?.expectation,
            let executor = executor.map({ ExecutorName($0.value) }) ?? executors.first?.name
        else { return nil }
        let schema = executors.first { $0.name == executor }?.schema ?? .any
        return PluginTest(
            name: name.value, executor: executor, configuration: configuration.map(schema.value) ?? [:],
            commands: Dictionary(
                (commands ?? []).map { ($0.name.value, $0.value.value.command) },
                uniquingKeysWith: { first, _ in first }),
            expectation: expectation)
    }
}

extension PluginCommandDraft {
    fileprivate var command: PluginTest.Command {
        PluginTest.Command(
            exitCode: exitCode ?? 0, standardOutput: standardOutput ?? "", standardError: standardError ?? "",
            outputs: Dictionary(
                (outputs ?? []).map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension PluginExpectationDraft {
    fileprivate var expectation: PluginTest.Expectation? {
        status.map { status in
            PluginTest.Expectation(
                status: status, arguments: arguments, standardInput: standardInput, errorClass: errorClass,
                message: message, outputs: outputs?.value)
        }
    }
}

extension [NamedValue<YAMLNode>] {
    fileprivate var texts: [String: String] {
        Dictionary(
            map { ($0.name.value, $0.value.value.scalar?.text ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}
