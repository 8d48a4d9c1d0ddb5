import Procession

/// Text that a shell or an interpreter reads is never spliced, so references in it would not be what they look like.
///
/// `${output_dir}` is the shell's own expansion, and right. `${tasks.load.outputs.rows}` is nothing to a shell.
enum NoReferencesInShellText: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let inputs = Set((file.inputs ?? []).compactMap(\.name?.value))
        for task in file.everyTask {
            guard let work = task.work else { continue }
            for text in work.texts where text.templating == .none {
                let node = work.node.descend(text.path).node
                for found in references(in: text.text, isMeant: { $0.isMeant(inputs) }) {
                    report(found, at: node, reading)
                }
            }
        }
    }

    private struct Found {
        /// What stands between `${` and `}`.
        var reference: [Substring]
        /// In characters, from the `$` to the `}`.
        var offset: Int
        var length: Int
        /// Between backticks, `${item.name}` is JavaScript's own.
        var isBetweenBackticks: Bool

        var text: String { reference.joined(separator: ".") }

        func isMeant(_ inputs: Set<String>) -> Bool {
            guard let root = reference.first, reference.count > 1 else { return false }
            let member = String(reference[1])
            switch root {
            case "tasks": return reference.count > 2 && ["outputs", "status"].contains(reference[2])
            case "secrets": return true
            case "inputs": return !isBetweenBackticks || inputs.contains(member)
            case "process": return ["id", "type"].contains(member)
            case "execution": return ["id", "scheduled_for", "trigger"].contains(member)
            case "task": return !isBetweenBackticks && ["name", "attempt"].contains(member)
            case "error": return !isBetweenBackticks && member == "message"
            case "item": return !isBetweenBackticks
            default: return false
            }
        }
    }

    /// What every child process is told anyway.
    private static let givenVariables = [
        "process.id": "PROCESSION_PROCESS_ID", "execution.id": "PROCESSION_EXECUTION_ID",
        "task.name": "PROCESSION_TASK", "task.attempt": "PROCESSION_ATTEMPT"
    ]

    private static func report(_ found: Found, at node: YAMLNode, _ reading: Reading) {
        let last = found.reference.last.map(String.init) ?? ""
        let given = found.reference.first == "inputs" ? last : Self.givenVariables[found.text]
        let hint =
            given.map { "it is there as the variable '\($0)' already, \"$\($0)\" to a shell" }
            ?? "pass it through a variable, 'env: {\(last.uppercased()): \"${\(found.text)}\"}', "
            + "which is \"$\(last.uppercased())\" to a shell"
        reading.report(
            "reference-in-shell-text", "'${\(found.text)}' is not replaced in text that an interpreter reads",
            at: reading.findings.source.range(in: node, offset: found.offset, length: found.length), hint: hint)
    }

    /// The first references in a text that are meant as such; nobody is told of more.
    private static func references(in text: String, isMeant: (Found) -> Bool) -> [Found] {
        var found: [Found] = []
        var isBetweenBackticks = false
        var offset = 0
        var rest = Substring(text)
        while let character = rest.first {
            if character == "`" { isBetweenBackticks.toggle() }
            if character == "$", rest.dropFirst().first == "{", let body = body(of: rest.dropFirst(2)) {
                let candidate = Found(
                    reference: body.split(separator: ".", omittingEmptySubsequences: false), offset: offset,
                    length: body.count + 3, isBetweenBackticks: isBetweenBackticks)
                if isMeant(candidate) { found.append(candidate) }
                if found.count == YAMLLimits.diagnostics { break }
            }
            rest = rest.dropFirst()
            offset += 1
        }
        return found
    }

    /// The text up to the `}`, if it looks like a dotted reference.
    private static func body(of rest: Substring) -> Substring? {
        let body = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return rest[body.endIndex...].first == "}" && body.contains(".") ? body : nil
    }
}
