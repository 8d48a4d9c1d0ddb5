import Procession

/// The checks of a plugin as a whole, after each part of its manifest has been read.
enum PluginRules {
    static func check(_ plugin: PluginDraft, _ reading: Reading) {
        let isDeclarative = plugin.node.member("program") == nil
        if isDeclarative {
            checkDeclarative(plugin, reading)
        } else {
            checkExecutable(plugin, reading)
        }
        check(plugin.executors ?? [], isDeclarative: isDeclarative, reading)
        PluginReferences(reading).check(plugin)
        checkTests(plugin, isDeclarative: isDeclarative, reading)
    }

    /// What holds for executors, whoever describes them.
    static func check(_ executors: [PluginExecutorDraft], isDeclarative: Bool, _ reading: Reading) {
        var seen: Set<String> = []
        for executor in executors {
            if let name = executor.name {
                if !seen.insert(name.value).inserted {
                    reading.report(
                        "duplicate-name", "another executor of the plugin is named '\(name.value)'", at: name.range)
                } else if TaskDraft.keys[name.value] != nil {
                    reading.report(
                        "invalid-name", "'\(name.value)' is a key that every task has", at: name.range,
                        hint: "give the executor another name")
                }
            }
            checkParameters(executor, reading)
            if isDeclarative {
                checkCommand(executor, reading)
            } else {
                checkDescription(executor, reading)
            }
        }
    }

    private static func checkDeclarative(_ plugin: PluginDraft, _ reading: Reading) {
        if plugin.node.member("executors") == nil {
            reading.report(
                "missing-key", "a plugin needs 'executors' or a 'program'", at: plugin.node.headline,
                hint: "list what it brings under 'executors', or name the program that speaks the plugin protocol")
        }
        for name in ["protocol", "start_timeout", "heartbeat_timeout", "idle_timeout", "max_tasks"] {
            guard let member = plugin.node.member(name) else { continue }
            reading.report(
                "misplaced-key", "'\(name)' says nothing without 'program'", at: member.key.range, hint: "leave it out")
        }
    }

    private static func checkExecutable(_ plugin: PluginDraft, _ reading: Reading) {
        if let program = plugin.program, program.first?.isEmpty ?? true {
            reading.report(
                "empty-program", "the first element is the program to start, and there is none",
                at: plugin.node.member("program")?.value.headline, hint: "such as [python3, plugin.py]")
        }
        if let executors = plugin.node.member("executors") {
            reading.report(
                "contradiction", "a plugin has 'executors' or a 'program', but this one has both",
                at: executors.key.range, hint: "leave 'executors' out: the program describes them")
        }
    }

    private static func checkParameters(_ executor: PluginExecutorDraft, _ reading: Reading) {
        let parameters = executor.parameters ?? []
        for problem in InputSchema(parameters.map(\.spec)).problems() where problem.key != "secret" {
            guard let parameter = parameters.first(where: { $0.name?.value == problem.input }) else { continue }
            let member = problem.key.flatMap { parameter.node.member($0) }
            let range = problem.code == "misplaced-key" ? member?.key.range : member?.value.headline
            reading.report(problem.code, problem.message, at: range ?? parameter.name?.range, hint: problem.hint)
        }
        for parameter in parameters {
            if let name = parameter.name, name.value == PluginReferences.plugin {
                reading.report(
                    "invalid-name", "'\(name.value)' stands for the plugin itself", at: name.range,
                    hint: "give the parameter another name")
            }
            if let secret = parameter.node.member("secret") {
                reading.report(
                    "misplaced-key", "'secret' is a key of a process's input, not of a parameter",
                    at: secret.key.range,
                    hint: "leave it out: every parameter that isn't in 'argv' takes '${secrets.NAME}'")
            }
        }
    }

    private static func checkCommand(_ executor: PluginExecutorDraft, _ reading: Reading) {
        if let member = executor.node.member("configuration") {
            reading.report(
                "misplaced-key", "'configuration' is for the description of an executable plugin",
                at: member.key.range, hint: "declare 'parameters'")
        }
        if executor.node.member("argv") == nil {
            reading.report(
                "missing-key", "an executor needs 'argv'", at: executor.node.headline,
                hint: "such as 'argv: [echo, hello]'")
        } else if let arguments = executor.arguments, arguments.value.first?.scalar?.text.isEmpty ?? true {
            reading.report(
                "empty-program", "the first element is the program to run, and it is empty", at: arguments.range,
                hint: "such as [rsync, --archive]")
        }
    }

    private static func checkDescription(_ executor: PluginExecutorDraft, _ reading: Reading) {
        for name in ["argv", "env", "stdin", "exit_codes"] {
            guard let member = executor.node.member(name) else { continue }
            reading.report(
                "misplaced-key", "'\(name)' is for declarative plugins", at: member.key.range, hint: "leave it out")
        }
        guard let node = executor.configuration else { return }
        if let parameters = executor.node.member("parameters") {
            reading.report(
                "contradiction", "an executor has 'parameters' or a 'configuration', but this one has both",
                at: parameters.key.range)
        }
        do throws(ConfigurationSchema.InvalidNotation) {
            _ = try ConfigurationSchema(notation: node.value)
        } catch {
            reading.report("invalid-schema", error.message, at: node.descend(error.path).node.headline)
        }
    }

    private static func checkTests(_ plugin: PluginDraft, isDeclarative: Bool, _ reading: Reading) {
        let names = (plugin.executors ?? []).compactMap(\.name?.value)
        for test in plugin.tests ?? [] {
            if let executor = test.executor {
                guard isDeclarative, !names.contains(executor.value) else { continue }
                reading.report(
                    "unknown-executor", "the plugin has no executor '\(executor.value)'", at: executor.range,
                    hint: NearestName.hint(for: executor.value, among: names))
            } else if !isDeclarative || names.count > 1 {
                reading.report(
                    "missing-key", "the test must say which executor it tries", at: test.node.headline,
                    hint: "such as 'executor: \(names.first ?? "NAME")'")
            }
        }
    }
}
