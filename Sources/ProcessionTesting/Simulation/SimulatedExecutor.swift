import Foundation
import Procession

/// Carries tasks out by children that only the witness knows, for as long and with such an end as the seed says.
struct SimulatedExecutor: ProcessionExecutor {
    struct Configuration: Codable, Sendable {}

    static var descriptor: ExecutorDescriptor {
        ExecutorDescriptor(
            name: "simulated", summary: "Takes some time, and ends in some way.", configuration: .any,
            startsChildProcess: true)
    }

    let engine: Int
    let thread: SimulatedThread
    let clock: TestClock
    let children: SimulatedChildren
    let random: SimulationRandom

    func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let duration = duration()
        let child = children.start(context, engine: engine, duration: duration)
        context.reporter.started(child: ChildIdentity(pid: Int32(child + 1), startTime: UInt64(child)))
        context.log("attempt \(context.attempt)\n")
        do {
            try await clock.sleep(for: duration)
        } catch {
            let grace = random.percent(20) ? context.stopGrace : random.milliseconds(0...500)
            children.stop(child, after: grace)
            // Waited for below: a cancelled sleep would not wait.
            await Task(executorPreference: thread) { [clock] in _ = try? await clock.sleep(for: grace) }.value
            throw error
        }
        if children.isKilled(child) {
            return .failed(TaskFailure(.runtime, "killed by signal 9 (SIGKILL)", exitCode: 137))
        }
        switch random.below(100) {
        case ..<72: return .completed(outputs: ["n": .integer(random.below(4))])
        case ..<90: return .failed(TaskFailure(.runtime, "exit code 1", exitCode: 1))
        case ..<95 where context.attempt < 4: return .waiting(until: context.clock.now.addingTimeInterval(2))
        default: return .failed(TaskFailure(.validation, "exit code 2", exitCode: 2))
        }
    }

    private func duration() -> Duration {
        switch random.below(100) {
        case ..<10: .zero
        case ..<70: random.milliseconds(1...2000)
        case ..<95: random.milliseconds(2000...10_000)
        default: random.milliseconds(10_000...30_000)
        }
    }
}
