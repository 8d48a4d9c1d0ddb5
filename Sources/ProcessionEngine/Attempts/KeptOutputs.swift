import Procession

/// The outputs of a task as they are kept: without the secrets that the task could put into them.
///
/// In texts, lists and maps a secret is masked. A value that is of its declared type no more then, such as an integer,
/// is of no use to whoever refers to it.
struct KeptOutputs {
    private(set) var values: [String: Value] = [:]
    /// What is said of those in which something was masked, a clause each.
    private(set) var warnings: [String] = []

    /// - Parameter types: of the outputs that are declared.
    /// - Throws: ``TaskFailure`` of class `validation`, if an output would lose its type.
    init(
        _ outputs: [String: Value], types: [String: ValueType], secrets: AttemptSecrets
    ) throws(TaskFailure) {
        for (name, value) in outputs.sorted(by: { $0.key < $1.key }) {
            let kept = secrets.masker.mask(value)
            values[name] = kept
            guard kept != value else { continue }
            let names = secrets.names(in: value)
            let found = "the secret\(names.count > 1 ? "s" : "") \(names.map { "'\($0)'" }.joined(separator: " and "))"
            if let type = types[name], case .failure = type.read(kept) {
                throw TaskFailure(
                    .validation,
                    "the output '\(name)' holds \(found), which is never stored; "
                        + "masked as '***' it would be no \(type.rawValue)", code: "secret-in-output")
            }
            warnings.append("the output '\(name)' holds \(found), and is kept with '***' in its place")
        }
    }
}
