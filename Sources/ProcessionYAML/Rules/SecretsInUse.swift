import Procession

/// A secret that no task names reaches none: that is worth a warning, since it is rarely meant.
enum SecretsInUse: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let inputs = (file.inputs ?? []).filter { $0.isSecret == true }.compactMap(\.name)
        let secrets = file.secrets ?? []
        guard !inputs.isEmpty || !secrets.isEmpty else { return }
        let tasks = file.groups.flatMap(\.tasks)
        let words = Set(
            (tasks.map(\.node) + ["env", "defaults"].compactMap { file.node.member($0)?.value })
                .flatMap { $0.texts }.flatMap { $0.split(whereSeparator: { !isPartOfName($0) }) })
        for input in inputs where !words.contains(Substring(input.value)) {
            reading.report(
                "unused-secret", "no task names the secret input '\(input.value)', so none is given it",
                at: input.range, severity: .warning,
                hint: "a text for a shell or an interpreter gets it by naming it, a program or the file of a script "
                    + "through 'env: {\(input.value.uppercased()): \"${\(input.value)}\"}'")
        }
        for secret in secrets where !words.contains(Substring(secret.value)) {
            reading.report(
                "unused-secret", "no task names the secret '\(secret.value)', so none is given it",
                at: secret.range, severity: .warning,
                hint: "a task gets it through 'env: {\(secret.value): \"${secrets.\(secret.value)}\"}'")
        }
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}

extension YAMLNode {
    /// The text of every scalar within.
    fileprivate var texts: [String] {
        switch content {
        case .scalar(let scalar): [scalar.text]
        case .sequence(let elements): elements.flatMap(\.texts)
        case .mapping(let members): members.flatMap(\.value.texts)
        case .refused: []
        }
    }
}
