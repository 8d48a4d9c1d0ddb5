import struct Foundation.Data

/// The texts in which a secret may show up in output.
enum SecretForms {
    /// Shorter texts are not masked: they would be found everywhere.
    static let minimumLength = 4

    /// The secret itself, its lines, and both in the encodings that programs commonly print.
    static func all(of secret: String) -> Set<[UInt8]> {
        var texts = [secret]
        // A key of several lines is often printed in part, or indented.
        if secret.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            texts += secret.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0).trimmed }
            texts.append(secret.trimmed)
        }
        var forms: Set<[UInt8]> = []
        for text in texts where text.utf8.count >= minimumLength {
            let escaped = Value.string(text).json.dropFirst().dropLast()
            let encoded = text.percentEncoded
            for form in [text, String(escaped), encoded, encoded.lowercasedEscapes, encoded.replacing("%20", with: "+")]
            {
                forms.insert(Array(form.utf8))
            }
            forms.formUnion(base64Forms(of: Array(text.utf8)))
        }
        return forms
    }

    /// Base64 of the bytes alone, and the part of it that stays the same wherever they stand in what is encoded.
    ///
    /// Three bytes make four characters, so that base64 of a text that holds the secret (`user:secret`, or the secret
    /// and a line break) depends on where in it the secret begins, modulo 3.
    private static func base64Forms(of bytes: [UInt8]) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = [Array(Data(bytes).base64EncodedString().utf8)]
        for shift in 0..<3 {
            let padded = [UInt8](repeating: 0, count: shift) + bytes
            let encoded = Array(Data(padded).base64EncodedString().utf8)
            // Characters that hold no bit of a neighbour.
            let start = (shift * 8 + 5) / 6
            let end = padded.count * 8 / 6
            if end - start >= 6 || shift == 0 && end - start >= minimumLength {
                forms.insert(Array(encoded[start..<end]))
            }
        }
        // Without padding, base64 of the bytes alone ends with a character that the stable part lacks.
        forms.formUnion(forms.map { Array($0.prefix { $0 != UInt8(ascii: "=") }) })
        let urlForms = forms.map { form in
            form.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }
        }
        return forms.union(urlForms)
    }
}

extension String {
    /// The text with the hexadecimal digits of its percent-encoded bytes in lower case.
    fileprivate var lowercasedEscapes: String {
        var digits = 0
        return String(
            decoding: utf8.map { byte -> UInt8 in
                if byte == UInt8(ascii: "%") {
                    digits = 2
                } else if digits > 0 {
                    digits -= 1
                    return (UInt8(ascii: "A")...UInt8(ascii: "F")) ~= byte ? byte | 0x20 : byte
                }
                return byte
            }, as: UTF8.self)
    }
}
