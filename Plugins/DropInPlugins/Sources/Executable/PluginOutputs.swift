import Procession

/// The rules for what a plugin gives back: those that a child process's outputs keep.
enum PluginOutputs {
    /// Of one value as text, and of all of them.
    private static let valueLimit = 64 * 1024, sizeLimit = 1024 * 1024

    static func checked(
        _ outputs: [String: Value], _ types: [String: ValueType]
    ) throws(TaskFailure) -> [String: Value] {
        var checked: [String: Value] = [:]
        var size = 0
        for (name, value) in outputs.sorted(by: { $0.key < $1.key }) {
            guard NameSyntax.isVariable(name) else { throw invalid("'\(name.prefix(60))' can't name an output") }
            var typed = value
            if let type = types[name] {
                switch type.read(value) {
                case .success(let value): typed = value
                case .failure(let violation): throw invalid("output '\(name)' \(violation.message)")
                }
            }
            let length = typed.text.utf8.count
            size += length
            guard length <= valueLimit else { throw invalid("output '\(name)' is larger than 64 KiB") }
            guard size <= sizeLimit else { throw invalid("the outputs are larger than 1 MiB") }
            checked[name] = typed
        }
        let missing = types.keys.filter { checked[$0] == nil }.sorted()
        guard missing.isEmpty else {
            throw invalid("declared but not given: \(missing.map { "'\($0)'" }.joined(separator: ", "))")
        }
        return checked
    }

    private static func invalid(_ message: String) -> TaskFailure {
        TaskFailure(.validation, message, code: "invalid-output")
    }
}
