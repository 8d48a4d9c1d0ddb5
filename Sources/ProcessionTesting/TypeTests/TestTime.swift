import Foundation
import Procession
import ProcessionEngine

/// The time of a test: it stands still while there is work, and jumps to the next thing to do while there is none.
struct TestTime {
    /// How long, on the wall clock, a process may take to end, and the engine to do something after a jump.
    private static let limit = Duration.seconds(30)
    private static let patience = Duration.milliseconds(200)

    let clock: TestClock
    let script: TestScript
    let process: ProcessID
    let controller: ProcessController

    /// What changes when the engine gets on with its work.
    private struct Standing: Equatable {
        var tasks: [TaskStatus]
        var attempts: Int
        var hanging: Set<TaskName>
        /// Whether nothing happens before some time has passed.
        var isIdle: Bool
    }

    /// Returns when the process is at rest, or has not come to it within the limit.
    func pass() async throws {
        let end = ContinuousClock.now + Self.limit
        var last: Standing?
        var jump = ContinuousClock.now
        while ContinuousClock.now < end {
            let state = try await controller.getProcessState(process)
            if state.process.status.isAtRest { return }
            let standing = standing(state)
            // After a jump the engine has to notice it first.
            if standing.isIdle, standing != last || ContinuousClock.now > jump + Self.patience {
                last = standing
                jump = ContinuousClock.now
                let sleepers = clock.untilNextDue, rows = try await untilNextDue(state)
                if let next = [sleepers, rows].compactMap(\.self).min() { clock.advance(by: next) }
            }
            try await ContinuousClock().sleep(for: .milliseconds(1))
        }
    }

    /// When the next retry or timeout is due, as the rows tell: a sleeper for it may not have gone to sleep yet.
    ///
    /// What should have happened already is left to the sleepers.
    private func untilNextDue(_ state: ProcessState) async throws -> Duration? {
        var starts: [TaskID: Date] = [:]
        if let execution = state.process.currentExecutionID {
            for attempt in try await controller.results.attempts(of: execution) {
                starts[attempt.taskID] = attempt.startedAt
            }
        }
        let dates = state.tasks.compactMap { task -> Date? in
            switch task.status {
            case .waiting: task.readyAt
            case .inProgress: starts[task.id]?.addingTimeInterval(task.timeout / .seconds(1))
            default: nil
            }
        }
        return dates.map { Duration.milliseconds(Int(($0.timeIntervalSince(clock.now) * 1000).rounded(.up))) }
            .filter { $0 > .zero }.min()
    }

    private func standing(_ state: ProcessState) -> Standing {
        let hanging = script.hanging
        let isIdle =
            state.tasks.contains { $0.status == .waiting || $0.status == .inProgress }
            && state.tasks.allSatisfy { task in
                task.status.isEnd || task.status == .pending || task.status == .waiting
                    || task.status == .inProgress && hanging.contains(task.name)
            }
        return Standing(
            tasks: state.tasks.map(\.status), attempts: script.calls.count, hanging: hanging, isIdle: isIdle)
    }
}
