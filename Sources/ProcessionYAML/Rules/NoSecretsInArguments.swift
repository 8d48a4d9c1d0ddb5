import Procession

/// What programs are started with, every user of the machine can read: a secret has no place there.
enum NoSecretsInArguments: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let secretInputs = Set((file.inputs ?? []).filter { $0.isSecret == true }.compactMap(\.name?.value))
        for task in file.everyTask {
            guard let work = task.work else { continue }
            for text in work.texts {
                guard text.templating == .argument, let template = try? Template(parsing: text.text),
                    let secret = template.occurrences.first(where: { $0.reference.isSecret(inputs: secretInputs) })
                else { continue }
                let node = work.node.descend(text.path).node
                reading.report(
                    "secret-in-arguments", "a secret can't be an argument: every user of the machine can read those",
                    at: reading.findings.source.range(in: node, offset: secret.offset, length: 1),
                    hint: "pass it through 'env', or through 'stdin'")
            }
        }
    }
}
