import ChildProcesses
public import Procession

extension CommandExecutor {
    private static let arguments = ConfigurationSchema.commandLine(templating: .argument)

    public static let descriptor = ExecutorDescriptor(
        name: "command",
        summary: "Runs a program with a list of arguments, without a shell.",
        description: """
            Each element of the list is exactly one argument, whatever a `${...}` in it is replaced with: blanks, \
            quotes, line breaks and dollar signs reach the program as they are. The first element is the program; a \
            plain name is searched in `PATH`, a relative path with a slash starts at the folder of the YAML file.
            """,
        configuration: .oneOf([
            arguments,
            .object(
                ConfigurationSchema.Object(
                    [
                        ConfigurationSchema.Property(
                            "argv", arguments, isRequired: true, "The program and its arguments."),
                        ConfigurationSchema.Property(
                            "stdin", .string(), "What the program reads from its standard input.")
                    ] + ExitCodes.properties))
        ]),
        examples: [
            ExecutorDescriptor.Example(
                title: "Sort a file",
                yaml: """
                    name: sort
                    command: [sort, --unique, "--output=${output_dir}/sorted.txt", "${input_file}"]
                    """),
            ExecutorDescriptor.Example(
                title: "Look for a word, with none found as a success, too",
                yaml: """
                    name: search
                    command:
                      argv: [grep, --count, --fixed-strings, "${word}"]
                      stdin: "${text}"
                      success_codes: [0, 1]
                    """)
        ],
        startsChildProcess: true)
}
