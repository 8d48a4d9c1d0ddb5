/// How many columns text takes on a terminal.
package enum DisplayWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The longest beginning of the text that fits, with `…` where something was cut off.
    package static func truncate(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        var kept = "", used = 0
        for character in text {
            let next = of(character)
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// The text in pieces that fit, broken at blanks where there are any.
    package static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var rest = Substring(text)
        while of(String(rest)) > width {
            var used = 0
            let end =
                rest.indices.first { index in
                    used += of(rest[index])
                    return used > width
                } ?? rest.endIndex
            // At least one character a line, however wide it is.
            let full = rest[..<max(end, rest.index(after: rest.startIndex))]
            let line = full.lastIndex(of: " ").map { full[...$0] } ?? full
            lines.append(line.last == " " ? String(line.dropLast()) : String(line))
            rest = rest[line.endIndex...]
        }
        return rest.isEmpty && !lines.isEmpty ? lines : lines + [String(rest)]
    }

    /// The text with spaces after it (or before it) so that it takes `width` columns.
    package static func pad(_ text: String, to width: Int, leading: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(width - of(text), 0))
        return leading ? spaces + text : text + spaces
    }

    private static func of(_ character: Character) -> Int {
        // A cluster is as wide as its widest scalar; the emoji variation selector makes any base wide.
        var width = 0
        for scalar in character.unicodeScalars {
            if scalar == "\u{FE0F}", width > 0 { return 2 }
            width = max(width, of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar) ? 2 : 1
        }
    }

    /// Whether the scalar is Wide or Fullwidth (Unicode Standard Annex #11), blocks taken as a whole.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isEmojiPresentation { return true }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
