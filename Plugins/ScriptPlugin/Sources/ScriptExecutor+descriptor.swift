import ChildProcesses
public import Procession

extension ScriptExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "script",
        summary: "Runs source code with an interpreter: Python, Node.js, Ruby, Perl or any other.",
        description: """
            Nothing is spliced into the source: inputs are environment variables under their own names, \
            `$PROCESSION_INPUTS` names a JSON file with all of them, and `args` holds templates. Source that stands \
            in the task goes to a private file, which is removed afterwards.
            """,
        configuration: .object(
            ConfigurationSchema.Object(
                [
                    ConfigurationSchema.Property(
                        "language",
                        .oneOf([
                            .string(
                                templating: .none,
                                pattern: ConfigurationSchema.Pattern(
                                    #"[\s\S]*\S[\s\S]*"#, meaning: "the name of an interpreter")),
                            .commandLine(templating: .none)
                        ]), isRequired: true,
                        "The interpreter, with arguments of its own if need be: `python3`, `bash`, `awk -f`."),
                    ConfigurationSchema.Property("source", .string(templating: .none), "The script itself."),
                    ConfigurationSchema.Property(
                        "file", .string(),
                        "A file with the script, absolute or relative to the folder of the YAML file."),
                    ConfigurationSchema.Property(
                        "args", .list(of: .string(templating: .argument)), defaultValue: [],
                        "What the script gets as arguments.")
                ] + ExitCodes.properties, rules: [.exactlyOne(of: ["source", "file"])])),
        examples: [
            ExecutorDescriptor.Example(
                title: "Source in the task",
                yaml: """
                    name: report
                    script:
                      language: python3
                      source: |
                        import json, os
                        inputs = json.load(open(os.environ["PROCESSION_INPUTS"]))
                        with open(os.environ["PROCESSION_OUTPUT"], "a") as out:
                            print(f"names={len(inputs['names'])}", file=out)
                    outputs: {names: integer}
                    """),
            ExecutorDescriptor.Example(
                title: "Source in a file, with arguments",
                yaml: """
                    name: summarise
                    script:
                      language: awk -f
                      file: scripts/summarise.awk
                      args: ["${input_file}"]
                    """)
        ],
        startsChildProcess: true)
}
