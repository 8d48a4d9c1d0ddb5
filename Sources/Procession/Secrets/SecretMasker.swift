/// Replaces secrets by `***`, in whole texts and in streams that come in pieces.
///
/// Beside a secret itself its lines are masked, and base64 of both (in either alphabet, with and without padding and
/// line breaks, also within what was encoded together with it); all that with any of the characters escaped as in URLs
/// and forms, JSON, XML, HTML or quotes of a shell. Occurrences that overlap become one mask.
public struct SecretMasker: Sendable {
    static let mask = Array("***".utf8)

    private let plain: FormIndex
    private let base64: FormIndex
    /// Whether an occurrence may begin with these two bytes: a quick no for almost every place of a text.
    private let beginnings: [Bool]

    /// Masks these values wherever they are found; values under 4 bytes are not masked.
    public init(_ secrets: some Sequence<String>) {
        let texts = Set(secrets.lazy.flatMap(SecretForms.texts))
        plain = FormIndex(texts, in: .plain)
        base64 = FormIndex(Set(texts.lazy.flatMap(SecretForms.base64)), in: .base64)
        beginnings = texts.isEmpty ? [] : Self.beginnings(of: [plain, base64])
    }

    private static func beginnings(of indexes: [FormIndex]) -> [Bool] {
        var beginnings = [Bool](repeating: false, count: 1 << 16)
        var firsts: Set<UInt8> = []
        for index in indexes {
            for form in index.forms {
                firsts.insert(form[0])
                let seconds = index.spellings(of: form[1]) + EscapeScanner.leads + index.skipped
                for first in index.spellings(of: form[0]) {
                    for second in seconds { beginnings[key(first, second)] = true }
                }
            }
        }
        for escape in escapes where escape.meaning.map(firsts.contains) ?? true { beginnings[escape.key] = true }
        return beginnings
    }

    /// The pairs of bytes with which escapes begin, with what they mean; nil where that takes more bytes to tell.
    private static let escapes: [(key: Int, meaning: UInt8?)] = EscapeScanner.leads.flatMap { lead in
        (UInt8.min...UInt8.max).compactMap { byte in
            var scanner = EscapeScanner([lead, byte], at: 0)
            if case .byte(let meaning) = scanner.meaning() { return (key(lead, byte), meaning) }
            return scanner.isCut ? (key(lead, byte), nil) : nil
        }
    }

    private static func key(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }

    /// Whether the value is masked; an empty one has nothing to hide.
    package static func canMask(_ secret: String) -> Bool {
        secret.isEmpty || !SecretForms.texts(of: secret).isEmpty
    }

    /// Whether there is nothing to mask.
    public var isEmpty: Bool { beginnings.isEmpty }

    /// The text with every secret masked.
    public func mask(_ text: String) -> String {
        guard !isEmpty else { return text }
        var stream = Stream(self)
        let masked = stream.feed(Array(text.utf8)) + stream.finish()
        return String(decoding: masked, as: UTF8.self)
    }

    /// The value with every secret in it masked: in texts, in the keys of maps, and in numbers, which become texts.
    public func mask(_ value: Value) -> Value {
        guard !isEmpty else { return value }
        switch value {
        case .null, .boolean: return value
        case .string(let text): return .string(mask(text))
        case .integer, .number:
            let masked = mask(value.text)
            return masked == value.text ? value : .string(masked)
        case .list(let elements): return .list(elements.map(mask))
        case .map(let members):
            return .map(Dictionary(members.map { (mask($0.key), mask($0.value)) }) { first, _ in first })
        }
    }

    /// What stands at one place of a text.
    private enum Finding {
        case nothing
        /// An occurrence that ends here, the longest there.
        case occurrence(end: Int)
        /// The text ends before it can be told.
        case undecided
    }

    /// Looks for an occurrence that begins at `index`; more bytes may follow unless `isEnd`.
    private func find(in text: [UInt8], at index: Int, isEnd: Bool) -> Finding {
        let plain = plain.occurrence(in: text, at: index)
        let base64 = base64.occurrence(in: text, at: index)
        if !isEnd, plain.isOpen || base64.isOpen { return .undecided }
        let end = max(plain.end ?? 0, base64.end ?? 0)
        return end > index ? .occurrence(end: end) : .nothing
    }

    /// The first place from `index` on at which an occurrence may begin; the end of the text if there is none.
    private func candidate(in text: [UInt8], from index: Int) -> Int {
        var index = index
        while index + 1 < text.count {
            if beginnings[Self.key(text[index], text[index + 1])] { return index }
            index += 1
        }
        // Of the last byte alone little can be said.
        return min(index, text.count)
    }

    /// Masks a stream: keeps back what might be the beginning of a secret until more comes.
    ///
    /// What comes out does not depend on how the stream was cut into pieces. No more is kept back than the longest
    /// form of a secret has bytes when all of it is escaped.
    public struct Stream: Sendable {
        private let masker: SecretMasker
        private var pending: [UInt8] = []
        /// How many bytes from the start of `pending` belong to an occurrence whose mask is out already.
        private var covered = 0

        public init(_ masker: SecretMasker) { self.masker = masker }

        /// What can be let through now.
        public mutating func feed(_ bytes: [UInt8]) -> [UInt8] {
            guard !masker.isEmpty else { return bytes }
            pending += bytes
            return take(isEnd: false)
        }

        /// The rest, at the end of the stream.
        public mutating func finish() -> [UInt8] { take(isEnd: true) }

        private mutating func take(isEnd: Bool) -> [UInt8] {
            var output: [UInt8] = []
            output.reserveCapacity(pending.count)
            var index = 0
            scan: while index < pending.count {
                let candidate = masker.candidate(in: pending, from: index)
                if covered < candidate { output += pending[max(index, covered)..<candidate] }
                index = candidate
                guard index < pending.count else { break }
                switch masker.find(in: pending, at: index, isEnd: isEnd) {
                case .undecided: break scan
                case .occurrence(let end):
                    // An occurrence that begins within another one shares its mask.
                    if index >= covered { output += SecretMasker.mask }
                    covered = max(covered, end)
                case .nothing: if index >= covered { output.append(pending[index]) }
                }
                index += 1
            }
            pending.removeFirst(index)
            covered = max(covered - index, 0)
            return output
        }
    }
}
