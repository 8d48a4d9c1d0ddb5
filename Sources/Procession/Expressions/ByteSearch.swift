/// Finds a text in another, in time that grows with their lengths alone (Knuth, Morris and Pratt, 1977).
struct ByteSearch {
    private let pattern: [UInt8]
    /// For each length of a match, that of its longest proper prefix which is also its suffix.
    private let fallbacks: [Int]

    init(for pattern: String) {
        let pattern = Array(pattern.utf8)
        var fallbacks = [Int](repeating: 0, count: pattern.count + 1)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = fallbacks[length] }
            if pattern[index] == pattern[length] { length += 1 }
            fallbacks[index + 1] = length
        }
        self.pattern = pattern
        self.fallbacks = fallbacks
    }

    /// Where the pattern first begins, at `start` or after it.
    func firstOffset(in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard !pattern.isEmpty else { return start }
        var length = 0
        for index in bytes.indices[start...] {
            while length > 0, bytes[index] != pattern[length] { length = fallbacks[length] }
            if bytes[index] == pattern[length] { length += 1 }
            if length == pattern.count { return index + 1 - length }
        }
        return nil
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
