import ChildProcesses
public import Procession

extension ShellExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "shell",
        summary: "Runs text in a shell, with the inputs as its variables.",
        description: """
            The text is the shell's alone: nothing is spliced into it. Inputs are environment variables under their \
            own names, so `"$output_dir"` is the shell's own expansion and a value can't become code. The shell ends \
            at the first command that fails and at a variable that isn't set (`-eu`); bash, ksh and zsh also fail \
            with any command of a pipeline (`-o pipefail`). Background processes end with the text.
            """,
        configuration: .oneOf([
            .string(templating: .none),
            .object(
                ConfigurationSchema.Object(
                    [
                        ConfigurationSchema.Property(
                            "run", .string(templating: .none), isRequired: true, "The text."),
                        ConfigurationSchema.Property(
                            "interpreter", .enumeration(Shell.allCases.map(\.rawValue)), defaultValue: "sh",
                            "The shell that reads it.")
                    ] + ExitCodes.properties))
        ]),
        examples: [
            ExecutorDescriptor.Example(
                title: "Count the lines of a file and give the number back",
                yaml: """
                    name: count
                    shell: |
                      lines=$(wc -l < "$input_file")
                      echo "lines=$lines" >> "$PROCESSION_OUTPUT"
                    outputs: {lines: integer}
                    """),
            ExecutorDescriptor.Example(
                title: "A pipeline that fails with any of its commands",
                yaml: """
                    name: compress
                    shell:
                      run: sort "$input_file" | gzip > "$output_dir/sorted.gz"
                      interpreter: bash
                    """)
        ],
        startsChildProcess: true)
}
