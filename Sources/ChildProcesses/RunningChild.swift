import CChildProcess
import Glibc
import Procession

/// A child between its start and the moment when it is reaped, driven by one thread from beginning to end.
final class RunningChild {
    let pid: pid_t
    private let exit: Descriptor
    private let standardOutput: Descriptor
    private let standardError: Descriptor
    private let descendants: Descendants
    private let input: ChildInput?

    /// How long output may still come after the child itself has ended.
    ///
    /// Enough for a `tee` at the other end of a process substitution to finish its work, little enough not to wait
    /// for a daemon that keeps the pipe open.
    private static let drain: Duration = .milliseconds(250)

    init(spawning command: ChildCommand) throws(SpawnFailure) {
        input = command.input
        do throws(SystemError) {
            let output = try Descriptor.pipe()
            let error = try Descriptor.pipe()
            pid = try command.spawn(standardOutput: output.writeEnd, standardError: error.writeEnd)
            standardOutput = output.keepingReadEnd()
            standardError = error.keepingReadEnd()
            descendants = Descendants(of: pid, marker: command.marker)
            exit = try Self.exitDescriptor(of: pid)
        } catch {
            throw SpawnFailure(error, command: command)
        }
        SupervisedSessions.insert(pid)
    }

    /// Captures the output until the child has ended or is to stop, then ends what is left of its tree.
    ///
    /// Call it once; nothing of the child is left when it returns.
    func superviseToItsEnd(
        stop: StopSignal, grace: Duration, output: @escaping ([UInt8], LogStream) -> Void
    ) -> ChildOutcome {
        var pump = OutputPump(
            standardOutput: standardOutput.number, standardError: standardError.number, exit: exit.number,
            stop: stop.descriptor.number, input: input, output: output)
        while !pump.hasExited && !pump.isToStop { pump.step() }
        let isToStop = pump.isToStop && !pump.hasExited
        if isToStop {
            terminate(grace: grace, pump: &pump)
        } else {
            pump.drain(for: Self.drain)
        }
        killTheRest(pump: &pump)
        let status = reap()
        return isToStop ? .stopped : status
    }

    /// Asks the tree to end, and waits until it has or the grace is over.
    private func terminate(grace: Duration, pump: inout OutputPump) {
        var asked: Set<pid_t> = []
        descendants.terminate(descendants.look(), besides: &asked)
        let deadline = ContinuousClock.now + grace
        while !pump.hasExited && pump.step(until: deadline) {}
        // Nothing tells when the others are gone, so it is looked for, at growing intervals.
        var interval: Duration = .milliseconds(5)
        var others = descendants.look()
        while ContinuousClock.now < deadline && !others.isEmpty {
            pump.linger(until: min(deadline, .now + interval))
            others = descendants.look(after: others)
            descendants.terminate(others, besides: &asked)
            interval = min(interval * 2, .milliseconds(200))
        }
    }

    /// Kills what is left of the tree, and takes what it had still written.
    private func killTheRest(pump: inout OutputPump) {
        kill(-pid, SIGKILL)
        // Dying takes a moment, and what was just being forked is seen only at the next look. What sleeps
        // uninterruptibly in the kernel is not waited for: it dies when it wakes.
        let deadline = ContinuousClock.now + .seconds(1)
        var others = descendants.look()
        while !others.isEmpty && ContinuousClock.now < deadline {
            descendants.kill(others)
            pump.linger(until: .now + .milliseconds(2))
            others = descendants.look(after: others)
        }
        pump.drain(for: Self.drain)
    }

    private func reap() -> ChildOutcome {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        SupervisedSessions.remove(pid)
        let signal = status & 0x7f
        return signal == 0 ? .exited(code: Int(status >> 8 & 0xff)) : .killed(signal: signal)
    }

    /// What becomes readable when the child ends; without it the child is of no use, and killed.
    private static func exitDescriptor(of pid: pid_t) throws(SystemError) -> Descriptor {
        do {
            return try Descriptor(child_pidfd_open(pid))
        } catch {
            kill(-pid, SIGKILL)
            while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
            throw error
        }
    }
}
