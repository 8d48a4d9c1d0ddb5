/// Replaces secrets by `***`, in whole texts and in streams that come in pieces.
public struct SecretMasker: Sendable {
    /// Masks these values, and their base64 and URL-encoded forms; values under 4 bytes are not masked.
    public init(_ secrets: some Sequence<String>) {}
    public var isEmpty: Bool { true }
    /// The text with every secret masked.
    public func mask(_ text: String) -> String { text }
    public func mask(_ value: Value) -> Value { value }

    /// Masks a stream: keeps back what might be the beginning of a secret until more comes.
    public struct Stream: Sendable {
        public init(_ masker: SecretMasker) {}
        /// What can be let through now.
        public mutating func feed(_ bytes: [UInt8]) -> [UInt8] { bytes }
        /// The rest, at the end of the stream.
        public mutating func finish() -> [UInt8] { [] }
    }
}
