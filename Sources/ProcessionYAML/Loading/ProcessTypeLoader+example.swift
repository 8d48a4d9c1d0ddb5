package import Procession

extension ProcessTypeLoader {
    /// What is wrong with an example of an executor's documentation: it must be a task as it stands under `tasks`.
    package func problems(of example: ExecutorDescriptor.Example) -> [Diagnostic] {
        // What is around an example is left to the reader's imagination.
        let imagined: Set<Diagnostic.Code> = ["unknown-input", "undeclared-secret", "unknown-task"]
        let lines = example.yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let text = "name: example\ntasks:\n  - \(lines.joined(separator: "\n    "))\n"
        return load(text: text, file: "<example>").diagnostics.filter { !imagined.contains($0.code) }
    }
}
