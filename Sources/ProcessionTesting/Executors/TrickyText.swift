/// Texts that break programs which splice, split, trim or decode what they should leave alone.
public enum TrickyText {
    /// Repeatable random numbers (SplitMix64).
    public struct Generator: RandomNumberGenerator {
        private var state: UInt64
        public init(seed: UInt64) { state = seed }

        public mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    /// Those that a person would think of.
    public static let known: [String] = [
        "", " ", "-n", "--", "-", "'", "\"", "''", "\\", "\\\\n", "$", "$(touch pwned)", "`touch pwned`",
        "; touch pwned", "| touch pwned", "&& touch pwned", "\n touch pwned\n", "${HOME}", "$HOME", "$0", "*", "~",
        "!!",
        "a\tb", "trailing newline\n", "\n\n", "\r\n", "%s%n%x", "\u{1b}[31m", "\u{7f}", "\u{1}", "héllo", "日本語", "👩‍👩‍👧",
        "e\u{301}", "\u{202e}rtl", "\u{feff}bom", "\u{fffd}", "\u{10ffff}", "#comment", "a=b", "=", "<<END", "END",
        "(subshell)", "{a,b}", "[abc]", "?", ">file", "2>&1", String(repeating: "x", count: 100 * 1024),
        String(repeating: "'\"$`\\\n", count: 1000)
    ]

    /// `count` random texts without NUL bytes, always the same for a seed.
    public static func random(_ count: Int, seed: UInt64) -> [String] {
        var generator = Generator(seed: seed)
        let special = Array("'\"`$\\;|&<>(){}[]*?~!#%^=-+ \t\n\r".unicodeScalars)
        return (0..<count).map { _ in
            let length = Int.random(in: 0...60, using: &generator)
            var text = String.UnicodeScalarView()
            for _ in 0..<length {
                let kind = Int.random(in: 0..<10, using: &generator)
                if kind < 5 {
                    text.append(special[Int.random(in: 0..<special.count, using: &generator)])
                } else {
                    let limit: UInt32 = kind < 9 ? 0x7f : 0x10ffff
                    let scalar = Unicode.Scalar(UInt32.random(in: 1...limit, using: &generator))
                    text.append(scalar ?? "\u{e000}")
                }
            }
            return String(text)
        }
    }
}
