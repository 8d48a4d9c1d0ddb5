/// Replaces secrets by `***`, in whole texts and in streams that come in pieces.
///
/// Beside a secret itself its lines are masked, and its forms in JSON, percent-encoding and base64 (all alphabets,
/// with and without padding, also within what was encoded together with it). Occurrences that overlap become one
/// mask.
public struct SecretMasker: Sendable {
    static let mask = Array("***".utf8)

    /// What to look for: by their first four bytes, longest first.
    private let forms: [UInt32: [[UInt8]]]
    /// Whether any form begins with these two bytes: a quick no for almost every place of a text.
    private let beginnings: [Bool]

    /// Masks these values, and their base64 and URL-encoded forms; values under 4 bytes are not masked.
    public init(_ secrets: some Sequence<String>) {
        var forms: [UInt32: [[UInt8]]] = [:]
        var beginnings: [Bool] = []
        for form in Set(secrets).reduce(into: Set(), { $0.formUnion(SecretForms.all(of: $1)) }) {
            if beginnings.isEmpty { beginnings = [Bool](repeating: false, count: 1 << 16) }
            beginnings[Int(form[0]) << 8 | Int(form[1])] = true
            forms[Self.key(form, at: 0), default: []].append(form)
        }
        self.forms = forms.mapValues { $0.sorted { $0.count > $1.count } }
        self.beginnings = beginnings
    }

    /// Whether there is nothing to mask.
    public var isEmpty: Bool { forms.isEmpty }

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
    fileprivate enum Finding {
        case nothing
        /// A form of this length, the longest there.
        case form(Int)
        /// The text ends before it can be told.
        case undecided
    }

    /// Looks for forms at `index`; more bytes may follow unless `isEnd`.
    fileprivate func find(in bytes: [UInt8], at index: Int, isEnd: Bool) -> Finding {
        let available = bytes.count - index
        if available < SecretForms.minimumLength {
            return !isEnd && isBeginning(bytes[index...]) ? .undecided : .nothing
        }
        guard beginnings[Int(bytes[index]) << 8 | Int(bytes[index + 1])],
            let candidates = forms[Self.key(bytes, at: index)]
        else { return .nothing }
        for form in candidates {
            let length = min(form.count, available)
            guard bytes[index..<index + length].elementsEqual(form[..<length]) else { continue }
            if length == form.count { return .form(length) }
            if !isEnd { return .undecided }
        }
        return .nothing
    }

    private func isBeginning(_ bytes: ArraySlice<UInt8>) -> Bool {
        forms.values.contains { $0.contains { $0.starts(with: bytes) } }
    }

    private static func key(_ bytes: [UInt8], at index: Int) -> UInt32 {
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
            | UInt32(bytes[index + 3])
    }

    /// Masks a stream: keeps back what might be the beginning of a secret until more comes.
    ///
    /// What comes out does not depend on how the stream was cut into pieces. No more is kept back than the longest
    /// form of a secret has bytes.
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
                switch masker.find(in: pending, at: index, isEnd: isEnd) {
                case .undecided: break scan
                case .form(let length):
                    // An occurrence that begins within another one shares its mask.
                    if index >= covered { output += SecretMasker.mask }
                    covered = max(covered, index + length)
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
