import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Synchronization
import Testing

@Suite("floods of output and of children", .timeLimit(.minutes(2)))
struct FloodTests {
    /// Counts output instead of keeping it.
    private final class Counter: TaskReporter {
        let bytes = Atomic<Int>(0)
        let largest = Atomic<Int>(0)
        func log(_ bytes: [UInt8], stream: LogStream) {
            self.bytes.add(bytes.count, ordering: .relaxed)
            largest.max(bytes.count, ordering: .relaxed)
        }
        func progress(_ fraction: Double, message: String?) {}
        func started(child: ChildIdentity) {}
    }

    @Test("200 MiB on each stream pass through without memory growing")
    func output() async {
        let counter = Counter()
        let before = ProcessProbe.memory
        let text = "head -c 200M /dev/zero >&2 & head -c 200M /dev/zero; wait"
        let result = await TaskChild([.text("sh"), .text("-c"), .text(text)]).run(in: .forTest(counter))
        #expect(result == .completed(exitCode: 0))
        #expect(counter.bytes.load(ordering: .relaxed) == 400 << 20)
        #expect(counter.largest.load(ordering: .relaxed) <= 64 << 10)
        #expect(ProcessProbe.memory - before < 64)
    }

    @Test("1,000 children leave no descriptor, no zombie and no file")
    func children() async {
        let reporter = RecordingReporter()
        let before = ProcessProbe.openDescriptors
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                if number >= 16 { await group.next() }
                group.addTask {
                    let program = number.isMultiple(of: 10) ? "no-such-program" : "sh"
                    let result = await TaskChild(
                        [.text(program), .text("-c"), .text("echo \"$n\"; echo \"n=$n\" > \"$PROCESSION_OUTPUT\"")]
                    ).run(in: .forTest(reporter, inputs: ["n": .integer(number)]))
                    if program == "sh" {
                        #expect(result == .completed(outputs: ["n": .string("\(number)")], exitCode: 0))
                    }
                }
            }
        }
        #expect(reporter.children.count == 900)
        #expect(Set(reporter.stdout.split(separator: "\n")).count == 900)
        #expect(!reporter.children.contains { ProcessProbe.exists($0.pid) })
        // Other tests run beside this one, so that some descriptors come and go.
        #expect(ProcessProbe.openDescriptors < before + 200)
    }
}
