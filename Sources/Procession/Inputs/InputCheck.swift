/// One run of given input through the rules of a schema.
struct InputCheck {
    let schema: InputSchema
    let given: GivenInput
    let baseDirectory: String?

    private(set) var values: [String: Value] = [:]
    private(set) var extra: [String: Value] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(schema: InputSchema, given: GivenInput, baseDirectory: String?) {
        self.schema = schema
        self.given = given
        self.baseDirectory = baseDirectory
    }

    mutating func run(isKnownSecret: (String) -> Bool) {
        let specs = Dictionary(schema.inputs.map { ($0.name, $0) }) { first, _ in first }
        var seen: Set<String> = []
        for entry in given.entries {
            if !seen.insert(entry.key).inserted {
                report("duplicate-key", "\(entry.key.quoted) is given twice", entry, atKey: true)
            } else if let spec = specs[entry.key] {
                take(entry, as: spec, isKnownSecret)
            } else {
                takeExtra(entry, given: seen)
            }
        }
        for spec in schema.inputs where !seen.contains(spec.name) { takeAbsent(spec) }
    }

    private mutating func take(_ entry: GivenInput.Entry, as spec: InputSpec, _ isKnownSecret: (String) -> Bool) {
        if entry.value.isNull { return takeAbsent(spec) }
        if entry.value.holdsNULByte { return report(.nulByte, entry, spec) }
        if spec.isSecret { return takeSecret(entry, as: spec, isKnownSecret) }
        switch spec.read(entry.value) {
        case .failure(let violation): report(violation, entry, spec)
        case .success(let value):
            for violation in spec.violations(of: value) { report(violation, entry, spec) }
            let value = absolute(value, spec)
            if let violation = spec.existenceViolation(value) { report(violation, entry, spec) }
            values[spec.name] = value
        }
    }

    private func absolute(_ value: Value, _ spec: InputSpec) -> Value {
        guard spec.type == .path, let path = value.string, !path.isEmpty else { return value }
        return .string(InputPath.absolute(path, in: baseDirectory))
    }

    /// A secret's value is the name under which a provider has it; no message repeats what was given.
    private mutating func takeSecret(
        _ entry: GivenInput.Entry, as spec: InputSpec, _ isKnownSecret: (String) -> Bool
    ) {
        guard case .string(let name) = entry.value, isKnownSecret(name) else {
            return report(
                "unknown-secret", "the value of \(spec.name.quoted) is not the name of a known secret", entry,
                hint: "give the secret's name, not its value, and set PROCESSION_SECRET_<NAME>")
        }
        values[spec.name] = .string(name)
    }

    private mutating func takeExtra(_ entry: GivenInput.Entry, given: Set<String>) {
        guard !entry.value.holdsNULByte, !entry.key.holdsNULByte else {
            return report(.nulByte, entry, InputSpec(name: entry.key))
        }
        extra[entry.key] = entry.value
        let free = schema.inputs.map(\.name).filter { !given.contains($0) }
        report(
            "unknown-key", "\(entry.key.quoted) is not an input of this type; it is kept as configuration", entry,
            severity: .warning, hint: NearestName.hint(for: entry.key, among: free), atKey: true)
    }

    private mutating func takeAbsent(_ spec: InputSpec) {
        if let value = spec.defaultValue, !value.isNull {
            // A default that can't be read is among the schema's problems, and is given as it is here.
            values[spec.name] = absolute((try? spec.read(value).get()) ?? value, spec)
        } else {
            values[spec.name] = .null
            guard spec.isRequired else { return }
            diagnostics.append(
                Diagnostic(
                    code: "missing-input", message: "the input \(spec.name.quoted) is missing",
                    location: SourceLocation(file: InputText.name), keyPath: spec.name,
                    hint: spec.description.map { "\(spec.name): \($0)" }))
        }
    }

    private mutating func report(_ violation: InputSpec.Violation, _ entry: GivenInput.Entry, _ spec: InputSpec) {
        report(violation.code, "\(spec.name.quoted) \(violation.message)", entry, hint: violation.hint)
    }

    private mutating func report(
        _ code: Diagnostic.Code, _ message: String, _ entry: GivenInput.Entry,
        severity: Diagnostic.Severity = .error, hint: String? = nil, atKey: Bool = false
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: code, message: message, location: atKey ? entry.keyLocation : entry.valueLocation,
                sourceLine: entry.sourceLine, keyPath: entry.key, hint: hint))
    }
}
