/// Decodes UTF-8 that comes in pieces: a character that two pieces share comes out whole.
struct ChunkDecoder {
    private var carry: [UInt8] = []

    /// The text of the bytes so far; invalid bytes and NUL become U+FFFD, an unfinished character is kept back.
    mutating func decode(_ bytes: ArraySlice<UInt8>) -> String {
        let all = carry.isEmpty ? bytes : (carry + bytes)[...]
        let unfinished = Self.unfinishedSuffix(of: all)
        carry = Array(all.suffix(unfinished))
        return Self.text(all.dropLast(unfinished))
    }

    /// What was kept back.
    mutating func finish() -> String {
        defer { carry = [] }
        return Self.text(carry[...])
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }

    /// How many bytes at the end begin a character without ending it: 0 to 3 (RFC 3629 section 3).
    private static func unfinishedSuffix(of bytes: ArraySlice<UInt8>) -> Int {
        for (distance, byte) in bytes.suffix(3).reversed().enumerated() {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                case 0x80...0xBF: 0
                default: 1
                }
            if length == 0 { continue }
            return length > distance + 1 ? distance + 1 : 0
        }
        return 0
    }
}
