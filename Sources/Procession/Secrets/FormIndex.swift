/// Forms of secrets, found in a text whichever of its characters are escaped, and however.
struct FormIndex: Sendable {
    /// How a text may differ from a form, beside its escapes.
    enum Notation { case plain, base64 }

    /// In order, so that those that begin with what was read so far stand side by side.
    let forms: [[UInt8]]
    private let notation: Notation

    init(_ forms: Set<[UInt8]>, in notation: Notation) {
        self.forms = forms.sorted { $0.lexicographicallyPrecedes($1) }
        self.notation = notation
    }

    /// The bytes that a text may have for one of a form, beside escapes.
    func spellings(of byte: UInt8) -> [UInt8] {
        switch (notation, byte) {
        case (.base64, UInt8(ascii: "+")): [byte, UInt8(ascii: "-")]
        case (.base64, UInt8(ascii: "/")): [byte, UInt8(ascii: "_")]
        default: [byte]
        }
    }

    /// The bytes that a text may have between those of a form.
    var skipped: [UInt8] { notation == .base64 ? [UInt8(ascii: "\n"), UInt8(ascii: "\r")] : [] }

    /// How far a text was read, and which forms it agrees with.
    private struct Place: Hashable {
        var position: Int
        /// How many bytes of each form in the range were found.
        var depth = 0
        var forms: Range<Int>
        /// How many line breaks stand before this place.
        var breaks = 0
    }

    /// Looks for the longest occurrence that begins at `start`.
    ///
    /// - Returns: where it ends, nil if there is none, and whether more text could bring a longer one.
    func occurrence(in text: [UInt8], at start: Int) -> (end: Int?, isOpen: Bool) {
        var end: Int?
        var isOpen = false
        var place: Place? = Place(position: start, forms: forms.indices)
        // What an escape may stand for is a second way to go on, and ways may meet again.
        var others: [Place] = []
        var seen: Set<Place> = []
        while var here = place ?? others.popLast() {
            place = nil
            if !here.forms.isEmpty, forms[here.forms.lowerBound].count == here.depth {
                end = max(end ?? 0, here.position)
                here.forms.removeFirst()
            }
            guard !here.forms.isEmpty else { continue }
            guard here.position < text.count else {
                isOpen = true
                continue
            }
            let byte = text[here.position]
            let isLead = EscapeScanner.isLead(byte)
            if isLead, here.depth > 0, !seen.insert(here).inserted { continue }
            place = next(here, .byte(byte), at: here.position + 1)
            guard isLead else { continue }
            var scanner = EscapeScanner(text, at: here.position)
            if let meaning = scanner.meaning(), let other = next(here, meaning, at: scanner.position) {
                others.append(other)
            }
            if scanner.isCut { isOpen = true }
        }
        return (end, isOpen)
    }

    /// The place after the one given, where this stands there; nil if no form goes on like that.
    private func next(_ place: Place, _ meaning: EscapeScanner.Meaning, at position: Int) -> Place? {
        var next: Place? = place
        switch meaning {
        case .byte(let byte): next = narrowed(place, by: byte)
        case .character(let character):
            for byte in String(character).utf8 { next = next.flatMap { narrowed($0, by: byte) } }
        }
        next?.position = position
        return next
    }

    private func narrowed(_ place: Place, by byte: UInt8) -> Place? {
        var place = place
        var byte = byte
        if notation == .base64 {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard place.depth > 0, place.breaks < 2 else { return nil }
                place.breaks += 1
                return place
            case UInt8(ascii: "-"): byte = UInt8(ascii: "+")
            case UInt8(ascii: "_"): byte = UInt8(ascii: "/")
            default: break
            }
        }
        let depth = place.depth
        guard place.forms.count > 1 else {
            // Of a character of several bytes, the form may have ended after the first.
            guard let form = place.forms.first, forms[form].count > depth, forms[form][depth] == byte else {
                return nil
            }
            (place.depth, place.breaks) = (depth + 1, 0)
            return place
        }
        let start = place.forms.partitioned { forms[$0].count > depth && forms[$0][depth] >= byte }
        let end = (start..<place.forms.upperBound).partitioned { forms[$0][depth] > byte }
        guard start < end else { return nil }
        return Place(position: place.position, depth: depth + 1, forms: start..<end)
    }
}

extension Range<Int> {
    /// The first element for which the condition holds, which it does for all after it; the upper bound if there is
    /// none.
    fileprivate func partitioned(_ isAfter: (Int) -> Bool) -> Int {
        var low = lowerBound, high = upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if isAfter(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
