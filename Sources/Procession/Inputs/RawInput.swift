/// Input as somebody gave it, before any type says what it should be.
public enum RawInput: Sendable, Equatable {
    /// The key-value form `a:1;b:two`, or a JSON object; which one, the first character tells.
    case text(String)
    /// Pairs such as those of repeated `--input key=value`, each value a text.
    case pairs([Pair])
    /// Values that have types already.
    case values([String: Value])

    public struct Pair: Sendable, Equatable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    public static let none = RawInput.values([:])
}
