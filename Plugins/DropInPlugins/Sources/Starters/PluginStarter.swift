/// Plugins to begin with.
package enum PluginStarter {
    package enum Kind: String, CaseIterable, Sendable {
        /// A manifest that wraps a command.
        case declarative
        /// A program in Python that speaks the plugin protocol.
        case python
    }

    /// The files of a new plugin by their names.
    package static func files(_ kind: Kind, name: String) -> [String: String] {
        switch kind {
        case .declarative: ["plugin.yaml": declarative(name)]
        case .python:
            ["plugin.yaml": manifest(name), "plugin.py": program(name), "procession_plugin.py": PythonHelper.text]
        }
    }

    private static func declarative(_ name: String) -> String {
        #"""
        name: \#(name)
        version: 0.1
        summary: Counts the lines of a text that hold a word.
        requires: [grep]

        executors:
          - name: \#(name)
            summary: Counts the lines in which a word stands.
            # Written like the inputs of a process type.
            parameters:
              word: {type: string, required: true, min_length: 1, description: What is looked for.}
              text: {type: string, required: true, description: Where it is looked for.}
              ignore_case: {type: boolean, default: false}
            # Each element is one argument; null leaves it out.
            argv: [grep, --count, --fixed-strings, "${ignore_case ? '--ignore-case' : null}", --, "${word}"]
            stdin: "${text}"
            # What exit codes mean: success or an error class; all others are of class runtime.
            exit_codes: {1: success, 2: configuration}
            outputs:
              lines: {type: integer, from: stdout}

        # For `procession plugins test`: with the real command, or with one that stands in for it.
        tests:
          - name: counts
            with: {word: b, text: "a\nb\nab"}
            expect: {status: completed, outputs: {lines: 2}}
          - name: passes every word on as it is
            with: {word: -x $HOME, text: "", ignore_case: true}
            commands: {grep: {stdout: "0", exit_code: 1}}
            expect: {status: completed, argv: [grep, --count, --fixed-strings, --ignore-case, --, -x $HOME]}

        """#
    }

    private static func manifest(_ name: String) -> String {
        """
        name: \(name)
        version: 0.1
        summary: Greets.
        requires: [python3]
        program: [python3, plugin.py]

        tests:
          - name: greets
            executor: \(name)
            with: {whom: Ann}
            expect: {status: completed, outputs: {greeting: "Hello, Ann!"}}

        """
    }

    private static func program(_ name: String) -> String {
        #"""
        from procession_plugin import Failure, Plugin

        plugin = Plugin("\#(name)", version="0.1")


        @plugin.executor(
            "\#(name)", "Greets somebody.",
            parameters={"whom": {"type": "string", "required": True, "description": "Who is greeted."}},
            outputs={"greeting": "string"},
            examples=[("Greet", "name: greet\n\#(name): {whom: Ann}\n")])
        def greet(configuration, task):
            if configuration["whom"] == "nobody":
                raise Failure("there is nobody to greet", "validation")
            task.log("greeting " + configuration["whom"])
            return {"greeting": "Hello, " + configuration["whom"] + "!"}


        plugin.run()

        """#
    }
}
