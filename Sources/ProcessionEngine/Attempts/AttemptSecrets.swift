import Procession

/// The secrets that an attempt is given, and what masks them.
struct AttemptSecrets: Sendable {
    /// By name.
    let values: [String: String]
    let masker: SecretMasker

    init(_ values: [String: String] = [:]) {
        self.values = values
        masker = SecretMasker(values.values)
    }

    /// The names of those that are too short to be masked.
    var unmasked: [String] { values.filter { !SecretMasker.canMask($0.value) }.keys.sorted() }

    /// The names of those that stand in a value.
    func names(in value: Value) -> [String] {
        values.filter { SecretMasker([$0.value]).mask(value) != value }.keys.sorted()
    }
}
