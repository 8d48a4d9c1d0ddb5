import Foundation
import Synchronization

/// Version 7 UUIDs (RFC 9562 section 5.7): milliseconds, a counter that keeps them in order, random bits, which are
/// drawn anew in each millisecond and go on as a pseudo-random sequence within it.
public final class UUIDv7Source: IdentifierSource {
    private struct State {
        var milliseconds: UInt64 = 0
        var counter: UInt16 = 0
        var random: UInt64 = 0
        var generator: any RandomNumberGenerator & Sendable
    }

    private let clock: any ProcessionClock
    private let state: Mutex<State>

    public init(
        clock: any ProcessionClock = SystemClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.clock = clock
        state = Mutex(State(generator: generator))
    }

    public func next() -> String {
        let wall = UInt64(max(clock.now.timeIntervalSince1970 * 1000, 0))
        let (milliseconds, counter, random) = state.withLock { state in
            if wall > state.milliseconds {
                state.milliseconds = wall
                state.counter = UInt16.random(in: 0..<0x0800, using: &state.generator)
                state.random = state.generator.next()
            } else if state.counter == 0x0FFF {
                // The counter is used up within one millisecond: borrow from the next one (RFC 9562 section 6.2).
                state.milliseconds += 1
                state.counter = 0
                state.random = state.generator.next()
            } else {
                state.counter += 1
                // Knuth's linear congruential generator (MMIX), of full period.
                state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            }
            return (state.milliseconds, state.counter, state.random)
        }
        let high = milliseconds << 16 | 0x7000 | UInt64(counter)
        let low = random & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return Self.text(high, low)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = nibble < 16 ? high : low
                buffer[position] = digits[Int(word >> UInt64(60 - 4 * (nibble % 16)) & 0xF)]
                position += 1
            }
            return position
        }
    }
}
