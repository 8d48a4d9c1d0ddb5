/// Random numbers that are the same in every run (SplitMix64, Steele et al., 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A text of up to `length` scalars drawn from `alphabet`.
    mutating func text(upTo length: Int, from alphabet: [Unicode.Scalar]) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            if let scalar = alphabet.randomElement(using: &self) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    /// Up to `length` bytes, read as UTF-8 with replacement characters where they are none.
    mutating func bytesAsText(upTo length: Int) -> String {
        let bytes = (0..<Int.random(in: 0...length, using: &self)).map { _ in
            UInt8.random(in: .min ... .max, using: &self)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
