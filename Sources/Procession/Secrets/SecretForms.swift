import struct Foundation.Data

/// What of a secret is looked for: as plain text, and as base64 of it.
enum SecretForms {
    /// Shorter texts are not masked: they would be found everywhere.
    static let minimumLength = 4

    /// The secret itself, and its lines: a key of several lines is often printed in part, or indented.
    static func texts(of secret: String) -> [[UInt8]] {
        var texts = [secret]
        if secret.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            texts += secret.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0).trimmed }
            texts.append(secret.trimmed)
        }
        return texts.map { Array($0.utf8) }.filter { $0.count >= minimumLength }
    }

    /// Base64 of the text alone, with and without padding, and the part of it that stays the same wherever the text
    /// stands in what is encoded.
    ///
    /// Three bytes make four characters, so that base64 of a text that holds the secret (`user:secret`, or the secret
    /// and a line break) depends on where in it the secret begins, modulo 3.
    static func base64(of text: [UInt8]) -> [[UInt8]] {
        let padded = Array(Data(text).base64EncodedString().utf8)
        let stable = (0..<3).map { shift in
            let shifted = [UInt8](repeating: 0, count: shift) + text
            let encoded = Array(Data(shifted).base64EncodedString().utf8)
            // Characters that hold no bit of a neighbour.
            return Array(encoded[((shift * 8 + 5) / 6)..<(shifted.count * 8 / 6)])
        }
        return [padded, Array(padded.prefix { $0 != UInt8(ascii: "=") })] + stable.filter { $0.count >= minimumLength }
    }
}
