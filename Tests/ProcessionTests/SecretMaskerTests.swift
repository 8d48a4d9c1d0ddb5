import Foundation
import Procession
import Testing

@Suite("Secret masking")
struct SecretMaskerTests {
    static let pem = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n  kqhkiG9w0BAQEF\n-----END KEY-----\n"

    @Test(
        "a secret is masked in every form in which programs print it",
        arguments: [
            ("hunter2!", "pass=hunter2!;", "pass=***;"), ("hunter2!", "hunter2!hunter2!", "******"),
            ("hunter2!", "hunter2", "hunter2"), ("abc", "abc", "abc"), ("", "text", "text"),
            ("a b/ü?", "q=a%20b%2F%C3%BC%3F.", "q=***."), ("a b/ü?", "q=a%20b%2f%c3%bc%3f.", "q=***."),
            ("a b/ü?", "q=a+b%2F%C3%BC%3F.", "q=***."), ("say \"x\"\n", #"{"t":"say \"x\"\n"}"#, #"{"t":"***"}"#),
            ("käse", "ein käse!", "ein ***!"), ("aaaa", "aaaaaaa", "***"), ("abcabc", "abcabcabc", "***")
        ])
    func forms(secret: String, text: String, masked: String) {
        #expect(SecretMasker([secret]).mask(text) == masked)
    }

    @Test(
        "a secret is masked whichever of its characters are escaped, and in which way",
        arguments: [
            "p/a&b 'c'+é😀", "p/a%26b%20'c'%2B%C3%A9%F0%9F%98%80", "p%2fa%26b+%27c%27%2b%c3%a9%f0%9f%98%80",
            "%70%2F%61%26%62%20%27%63%27%2B%c3%A9%F0%9f%98%80", #"p\/a\u0026b 'c'+\u00e9\ud83d\ude00"#,
            #"p/a&b \u0027c\u0027\u002B\u00E9\uD83D\uDE00"#, "p/a&amp;b &#39;c&#x27;+é😀",
            "p/a&amp;b &apos;c&#039;+&#233;&#x1F600;", #"p/a&b '\''c'\''+é😀"#, #"p/a&b '"'"'c'"'"'+é😀"#,
            #"p/a\&b\ \'c\'\+é😀"#
        ])
    func escapes(text: String) {
        let masker = SecretMasker(["p/a&b 'c'+é😀"])
        #expect(masker.mask("<\(text)>") == "<***>")
        var stream = SecretMasker.Stream(masker)
        #expect(("<\(text)>".utf8.flatMap { stream.feed([$0]) }) + stream.finish() == Array("<***>".utf8))
    }

    @Test(
        "what only looks like an escape stays as it is",
        arguments: [
            "100% of a&b, %zz %4", #"\u12 \ud83d \ud83dx \q \"#, "&amp &bogus; &#; &#x; &#1114112; &#99999999999; &",
            #"'\' '"' ''"#, "a+b", "%68%75nter", #"\u0068unter2\"#
        ])
    func noEscapes(text: String) {
        #expect(SecretMasker(["hunter2!", "%4%4%4"]).mask(text) == text)
    }

    @Test("a secret that looks like an escape is masked as it is, and escaped")
    func escapesInSecrets() {
        for secret in ["%41%42", #"\n\\\u0041"#, "&amp;&lt;", "a+b+", #"'\''"#, "----____"] {
            let masker = SecretMasker([secret])
            #expect(masker.mask("<\(secret)>") == "<***>")
            let escaped = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
            #expect(masker.mask("<\(escaped)>") == "<***>")
            #expect(masker.mask("<\(secret.replacing("\\", with: "\\\\"))>") == "<***>")
        }
        #expect(SecretMasker(["----____"]).mask("++++////") == "++++////")
    }

    @Test("base64 is masked across line breaks, wherever the secret begins", arguments: [1, 4, 5, 64, 76])
    func brokenBase64(width: Int) {
        let secret = String(repeating: "a long secret?>~ÿ ", count: 12)
        let masker = SecretMasker([secret])
        for (before, lineBreak) in [("", "\n"), ("u", "\r\n"), ("us", #"\n"#), ("user:", "%0D%0A")] {
            let encoded = Array(Data("\(before)\(secret)!".utf8).base64EncodedString())
            let lines = stride(from: 0, to: encoded.count, by: width).map {
                String(encoded[$0..<min($0 + width, encoded.count)])
            }
            let masked = masker.mask("<\(lines.joined(separator: lineBreak))>")
            let rest = masked.replacing("***", with: "").replacing(lineBreak, with: "")
            #expect(masked.contains("***") && rest.count <= 2 + before.count * 4 / 3 + 6, "\(masked)")
        }
    }

    @Test("base64 of a few bytes is masked wherever they begin")
    func shortBase64() {
        let masker = SecretMasker(["pin4"])
        #expect(masker.mask("<cGluNA==> <cGluNA>") == "<***> <***>")
        for (text, masked) in [("x pin4\n", "<eCB***Cg==>"), ("user:pin4", "<dXNlcjp***>"), ("xpin4!", "<eH***Qh>")] {
            #expect(masker.mask("<\(Data(text.utf8).base64EncodedString())>") == masked)
        }
    }

    @Test("base64 is masked in both alphabets, with and without padding, and wherever it begins")
    func base64() {
        let secret = "s3cr3t?>~ÿ-value"
        let masker = SecretMasker([secret])
        for text in [secret, secret + "\n", "user:" + secret, "u:" + secret + "!", "us:" + secret] {
            let encoded = Data(text.utf8).base64EncodedString()
            let urlEncoded = encoded.replacing("+", with: "-").replacing("/", with: "_")
            for form in [encoded, urlEncoded, encoded.replacing("=", with: ""), urlEncoded.replacing("=", with: "")] {
                let masked = masker.mask("<\(form)>")
                #expect(masked.contains("***"))
                // At most the few characters at the edges that the neighbours share stay.
                #expect(masked.count <= "<***>".count + (text == secret ? 0 : text.count - secret.count + 7))
            }
        }
        #expect(masker.mask("<\(Data(secret.utf8).base64EncodedString())>") == "<***>")
    }

    @Test("a secret of several lines is masked line by line as well")
    func lines() {
        let masker = SecretMasker([Self.pem])
        #expect(masker.mask(Self.pem) == "***")
        #expect(masker.mask("  MIIEvQIBADANBg\r\n") == "  ***\r\n")
        #expect(masker.mask("> kqhkiG9w0BAQEF") == "> ***")
    }

    @Test("secrets that overlap leave nothing of either")
    func overlapping() {
        #expect(SecretMasker(["abcdef", "defghi"]).mask("<abcdefghi>") == "<***>")
        #expect(SecretMasker(["abcd", "abcdefgh"]).mask("<abcdefgh><abcdefg>") == "<***><***efg>")
    }

    @Test("values are masked with their keys and numbers")
    func values() {
        let masker = SecretMasker(["hunter2!", "12345678"])
        let value: Value = ["hunter2!": ["x hunter2!", 12_345_678, 1, nil, ["k": 112_345_678.5]], "n": true]
        #expect(masker.mask(value) == ["***": ["x ***", "***", 1, nil, ["k": "1***.5"]], "n": true])
    }

    @Test("without secrets nothing is touched or kept back")
    func none() {
        for masker in [SecretMasker([]), SecretMasker(["abc", ""])] {
            #expect(masker.isEmpty)
            var stream = SecretMasker.Stream(masker)
            #expect(stream.feed([1, 255]) == [1, 255])
            #expect(stream.finish() == [])
        }
    }

    @Test("a stream keeps back only what may be the beginning of a secret")
    func latency() {
        var stream = SecretMasker.Stream(SecretMasker(["hunter2!"]))
        #expect(stream.feed(Array("pass: hun".utf8)) == Array("pass: ".utf8))
        #expect(stream.feed(Array("ter2".utf8)) == [])
        #expect(stream.feed(Array("!, hunt".utf8)) == Array("***, ".utf8))
        #expect(stream.feed(Array("ing".utf8)) == Array("hunting".utf8))
        #expect(stream.feed(Array("\u{fffd}hu".utf8)) == Array("\u{fffd}".utf8))
        #expect(stream.finish() == Array("hu".utf8))
    }

    @Test("a stream is masked the same however it is cut", .timeLimit(.minutes(1)))
    func chunking() {
        var generator = SeededGenerator(seed: 8)
        let alphabet: [Unicode.Scalar] = ["a", "b", "=", "\n", "%", "6", "1", "\\", "u", "'", "+", " ", "&", ";"]
        for _ in 0..<1500 {
            let secrets = (0..<3).map { _ in generator.text(upTo: 9, from: alphabet) }
            let masker = SecretMasker(secrets)
            var text = generator.text(upTo: 60, from: alphabet)
            for secret in secrets where Bool.random(using: &generator) {
                text += secret + Data(secret.utf8).base64EncodedString(options: .lineLength64Characters)
                text += secret.utf8.map { $0 % 2 == 0 ? "%" + String($0, radix: 16) : "\\u00" + String($0, radix: 16) }
                    .joined()
                text += generator.text(upTo: 5, from: alphabet)
            }
            var rest = Array(text.utf8)[...]
            var stream = SecretMasker.Stream(masker)
            var output: [UInt8] = []
            while !rest.isEmpty {
                let count = Int.random(in: 0...7, using: &generator)
                output += stream.feed(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            output += stream.finish()
            #expect(String(decoding: output, as: UTF8.self) == masker.mask(text))
            for secret in secrets where secret.utf8.count >= 4 {
                #expect(!masker.mask(text).utf8.containsSequence(secret.utf8))
            }
        }
    }

    @Test("text that can be read in many ways takes no long time", .timeLimit(.minutes(1)))
    func ambiguous() {
        for unit in [#"\\"#, "%25", "&amp;", "'", "+ "] {
            let secret = String(repeating: unit, count: 100)
            let masker = SecretMasker([secret])
            #expect(masker.mask("<\(secret)>") == "<***>")
            let almost = "<\(String(secret.dropLast()))>"
            #expect(masker.mask(almost) == almost)
        }
    }

    @Test("a megabyte of log takes no long time", .timeLimit(.minutes(1)))
    func large() {
        let masker = SecretMasker((0..<50).map { "secret-number-\($0)-with-some-length" } + [Self.pem])
        let line = "2026-01-01T00:00:00Z info an ordinary line of a log with nothing secret in it\n"
        let text = String(repeating: line, count: (1 << 20) / line.utf8.count)
        #expect(masker.mask(text + "secret-number-49-with-some-length") == text + "***")
    }
}

extension Sequence<UInt8> {
    /// Whether the bytes occur one after the other.
    fileprivate func containsSequence(_ other: some Sequence<UInt8>) -> Bool {
        let bytes = Array(self), other = Array(other)
        guard bytes.count >= other.count else { return false }
        return (0...bytes.count - other.count).contains { bytes[$0...].starts(with: other) }
    }
}
