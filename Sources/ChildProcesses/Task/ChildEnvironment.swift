import Foundation
import Glibc
import Procession

/// The variables that the child of a task sees.
///
/// From weakest to strongest: what the engine lets through of its own environment, the inputs under their own names,
/// the item as `item`, what the process type and the task declare, and `PROCESSION_...`.
enum ChildEnvironment {
    /// What children get of the engine's environment, beside `LC_...`.
    private static let inheritedNames: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR"
    ]
    /// The longest string that Linux lets a program have in its environment, name and final NUL included
    /// (`MAX_ARG_STRLEN` of `linux/binfmts.h`, with pages of 4 KiB).
    private static let longestEntry = 128 * 1024

    /// The engine's environment as it was when the first child was started.
    private static let everything = ProcessInfo.processInfo.environment
    static let allowed = everything.filter { inheritedNames.contains($0.key) || $0.key.hasPrefix("LC_") }

    /// Writes the file with the inputs too, if there are any.
    static func variables(
        for context: TaskContext, files: inout AttemptFiles
    ) throws(TaskFailure) -> [String: String] {
        var variables = context.inheritsEnvironment ? everything : allowed
        let given = context.item.map { context.inputs.merging(["item": $0]) { _, item in item } } ?? context.inputs
        for (name, value) in given where NameSyntax.isVariable(name) {
            let text = value.text
            guard !text.holdsNULByte else { throw .nulByte(in: "input '\(name)'") }
            if name.utf8.count + text.utf8.count + 2 <= longestEntry {
                variables[name] = text
            } else {
                // A variable of that name that came from the engine would be taken for the input.
                variables[name] = nil
                context.log(
                    "the input '\(name)' is too large for a variable; it is in the file $PROCESSION_INPUTS\n",
                    stream: .system)
            }
        }
        for (name, text) in context.environment {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }) else {
                throw TaskFailure(.configuration, "'\(name)' can't name a variable", code: "variable-name")
            }
            guard !text.holdsNULByte else { throw .nulByte(in: "variable '\(name)'") }
            variables[name] = text
        }
        variables["PROCESSION_PROCESS_ID"] = context.processID.rawValue
        variables["PROCESSION_EXECUTION_ID"] = context.executionID.rawValue
        variables["PROCESSION_TASK"] = context.task.rawValue
        variables["PROCESSION_ATTEMPT"] = String(context.attempt)
        variables["PROCESSION_IDEMPOTENCY_KEY"] = context.idempotencyKey
        // Whole seconds since 1970, so that a shell can compute with it.
        variables["PROCESSION_DEADLINE"] = String(Int64(context.deadline.timeIntervalSince1970))
        variables["PROCESSION_OUTPUT"] = files.outputPath
        variables["PROCESSION_INPUTS"] =
            context.inputs.isEmpty ? nil : try files.write(Value.map(context.inputs).json, extension: "json")
        variables[AttemptMarker.variable] = nil
        return variables
    }
}
