/// Where random numbers come from, so that a simulation can repeat them.
public struct RandomSource: RandomNumberGenerator, Sendable {
    private let draw: @Sendable () -> UInt64

    /// The system's generator unless another is given.
    public init(_ draw: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }) { self.draw = draw }

    public mutating func next() -> UInt64 { draw() }
}
