import Procession

/// Why the bytes of a file are no text.
struct UnreadableText: Error {
    var diagnostic: Diagnostic
}

extension SourceText {
    /// The text in the bytes of a file.
    convenience init(reading bytes: [UInt8], file: String) throws(UnreadableText) {
        func refusal(_ code: Diagnostic.Code, _ message: String, hint: String) -> UnreadableText {
            UnreadableText(
                diagnostic: Diagnostic(
                    code: code, message: message, location: SourceLocation(file: file), hint: hint))
        }
        guard bytes.count <= YAMLLimits.bytes else {
            throw refusal(
                "too-large", "a file has at most 1 MiB, but this one is larger",
                hint: "move data and long scripts into files that tasks read")
        }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) || Self.looksLikeUTF16(bytes) {
            throw refusal("encoding", "the file is UTF-16", hint: "save it as UTF-8")
        }
        self.init(file: file, bytes: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        if let offset = firstInvalidByte {
            let mark = mark(atByte: offset)
            let byte = String(self.bytes[offset], radix: 16, uppercase: true)
            var refusal = refusal("encoding", "the byte 0x\(byte) is not UTF-8", hint: "save the file as UTF-8")
            refusal.diagnostic.location = location(MarkRange(start: mark, end: mark))
            refusal.diagnostic.sourceLine = line(mark.line)
            throw refusal
        }
    }

    /// Every file begins with ASCII, so one NUL among the first two bytes is half of a UTF-16 unit.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && (bytes[0] == 0) != (bytes[1] == 0)
    }

    /// The offset of the first byte that is not part of a well-formed sequence.
    private var firstInvalidByte: Int? {
        if isASCII || String(validating: bytes, as: UTF8.self) != nil { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return min(offset, bytes.count - 1)
    }
}
