import Procession

/// The text of a file in UTF-8, and the lines that its marks point into.
final class SourceText {
    let file: String
    /// Without a byte order mark.
    let bytes: [UInt8]
    let isASCII: Bool
    private lazy var lines = Self.split(bytes)

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    /// The line with this number, from zero; empty past the end.
    func line(_ number: Int) -> String { lines.indices ~= number ? lines[number] : "" }

    var lineCount: Int { lines.count }

    func location(_ range: MarkRange) -> SourceLocation {
        let start = column(range.start)
        let end = range.end.line == range.start.line ? column(range.end) : line(range.start.line).count
        return SourceLocation(file: file, line: range.start.line + 1, column: start + 1, length: end - start)
    }

    /// The mark of the byte at `offset`.
    func mark(atByte offset: Int) -> Mark {
        let before = Self.split(Array(bytes.prefix(offset)))
        return Mark(line: max(before.count - 1, 0), column: before.last?.unicodeScalars.count ?? 0)
    }

    /// Marks count Unicode scalars; people, and carets, count characters.
    private func column(_ mark: Mark) -> Int {
        if isASCII { return mark.column }
        let scalars = line(mark.line).unicodeScalars
        return String(String.UnicodeScalarView(scalars.prefix(mark.column))).count
            + max(mark.column - scalars.count, 0)
    }

    /// Splits where libyaml does, so that its line numbers fit: LF, CR LF, CR, and NEL, LS, PS of YAML 1.1.
    private static func split(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            let length = breakLength(bytes, at: position)
            if length > 0 {
                lines.append(String(decoding: bytes[start..<position], as: UTF8.self))
                position += length
                start = position
            } else {
                position += 1
            }
        }
        lines.append(String(decoding: bytes[start...], as: UTF8.self))
        return lines
    }

    private static func breakLength(_ bytes: [UInt8], at position: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }
        switch byte(0) {
        case UInt8(ascii: "\n"): return 1
        case UInt8(ascii: "\r"): return byte(1) == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}
