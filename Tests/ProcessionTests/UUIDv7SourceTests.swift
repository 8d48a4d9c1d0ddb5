import Foundation
import Procession
import Synchronization
import Testing

@Suite("UUIDv7 ids")
struct UUIDv7SourceTests {
    /// A clock that stands where it was put.
    final class StoppedClock: ProcessionClock {
        private let reading: Mutex<Date>
        init(_ date: Date) { reading = Mutex(date) }
        var now: Date { reading.withLock { $0 } }
        var monotonic: Duration { .zero }
        func set(_ date: Date) { reading.withLock { $0 = date } }
        func sleep(for duration: Duration) async throws {}
    }

    @Test("an id has the time, version and variant of RFC 9562")
    func shape() throws {
        let clock = StoppedClock(Date(timeIntervalSince1970: 1_645_557_742))
        let id = UUIDv7Source(clock: clock, generator: SeededGenerator(seed: 11)).next()
        // The time of the example in RFC 9562, appendix A.6.
        #expect(id.wholeMatch(of: /017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(UUID(uuidString: id) != nil)
    }

    @Test("ids ascend within a millisecond, beyond its counter and when the clock jumps back")
    func order() {
        let clock = StoppedClock(Date(timeIntervalSince1970: 1_800_000_000))
        let source = UUIDv7Source(clock: clock, generator: SeededGenerator(seed: 12))
        var ids = (0..<10_000).map { _ in source.next() }
        clock.set(Date(timeIntervalSince1970: 1_700_000_000))
        ids += (0..<10_000).map { _ in source.next() }
        clock.set(Date(timeIntervalSince1970: 1_800_000_100))
        ids += (0..<10).map { _ in source.next() }
        #expect(zip(ids, ids.dropFirst()).allSatisfy(<))
    }

    @Test("a clock before 1970 gives ids all the same")
    func earlyClock() {
        let source = UUIDv7Source(clock: StoppedClock(Date(timeIntervalSince1970: -5)))
        #expect(source.next() < source.next())
    }

    @Test("ids drawn at the same time differ")
    func concurrency() async {
        let source = UUIDv7Source()
        let ids = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<1000).map { _ in source.next() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 8000)
    }
}
