/// Text from outside as it may be shown on a terminal: nothing in it moves the cursor, recolours or hides.
package enum VisibleText {
    /// One line: escape sequences are left out, every other control character becomes visible.
    package static func line(_ text: some StringProtocol) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return String(text) }
        return String(String.UnicodeScalarView(withoutEscapes(text.unicodeScalars).map(visible)))
    }

    /// Several lines: like ``line(_:)``, but line breaks and tabs stay.
    package static func block(_ text: some StringProtocol) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return String(text) }
        let scalars = withoutEscapes(text.unicodeScalars).map { $0 == "\n" || $0 == "\t" ? $0 : visible($0) }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The text as one field of a line of fields: what separates fields and lines is written as an escape.
    package static func field(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\\" || $0.value == 0x7F }) else {
            return text
        }
        return text.unicodeScalars.reduce(into: "") { field, scalar in
            switch scalar {
            case "\\": field += "\\\\"
            case "\t": field += "\\t"
            case "\n": field += "\\n"
            case "\r": field += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                field += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: field.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Marks that reorder the text around them (UAX #9), line and paragraph separators, the byte order mark.
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard isUnsafe(scalar) else { return scalar }
        return switch scalar.value {
        case 0x09: " "
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }

    /// Leaves out the control sequences and strings of ECMA-48: `ESC [ ... final`, `ESC ] ... BEL` and their like.
    private static func withoutEscapes(_ scalars: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var rest = scalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1B}", let kind = rest.first else {
                kept.append(scalar)
                continue
            }
            switch kind {
            case "[":
                rest = rest.dropFirst().drop { (0x20...0x3F).contains($0.value) }
                if let final = rest.first, (0x40...0x7E).contains(final.value) { rest = rest.dropFirst() }
            case "]", "P", "X", "^", "_":
                let end = rest.firstIndex { $0 == "\u{07}" || $0 == "\u{1B}" || $0 == "\n" }
                rest = end.map { rest[$0...] } ?? rest[rest.endIndex...]
                if rest.first == "\u{07}" {
                    rest = rest.dropFirst()
                } else if rest.first == "\u{1B}" {
                    rest = rest.dropFirst(2)
                }
            case _ where (0x20...0x7E).contains(kind.value):
                rest = rest.dropFirst()
            default:
                kept.append(scalar)
            }
        }
        return kept
    }
}
