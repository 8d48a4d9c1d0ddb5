import Procession

/// The inputs that a task gives to its child: a secret goes there by its name, and never in clear.
struct ChildInputs {
    private let inputs: [String: Value]
    private let secrets: [String: String]

    /// - Parameter secrets: those of the task, by name.
    init(_ inputs: [String: Value], secrets: [String: String]) {
        self.inputs = inputs
        self.secrets = secrets
    }

    /// - Throws: `invalidInput` where an input would hold a secret that its type does not expect.
    func values(for schema: InputSchema) throws(ProcessionError) -> [String: Value] {
        guard !secrets.isEmpty else { return inputs }
        let masker = SecretMasker(secrets.values)
        var values: [String: Value] = [:]
        for (name, value) in inputs {
            if schema[name]?.isSecret == true, let secret = secretName(of: value) {
                values[name] = .string(secret)
                continue
            }
            guard masker.mask(value) == value else {
                throw ProcessionError(
                    .invalidInput, "the input '\(name)' would hold a secret, and inputs are stored",
                    hint: "declare the input as 'secret: true' in the process type that is started")
            }
            values[name] = value
        }
        return values
    }

    private func secretName(of value: Value) -> String? {
        secrets.filter { .string($0.value) == value }.map(\.key).min()
    }
}
