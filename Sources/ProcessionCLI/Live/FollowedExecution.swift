import ChildProcesses
import Foundation
import Procession
import Synchronization

/// A started execution that a command stays with until it ends.
struct FollowedExecution: Sendable {
    let store: any ProcessStore
    let writer: any ProcessWriter
    let process: ProcessRecord
    let execution: ExecutionRecord
    let location: DatabaseLocation
    /// Made before the start, so that whoever interrupts the command stops what it has started.
    let interruption: Interruption
    /// What has been shown of it.
    var position: ExecutionFollower.Position
    /// Whether the user has asked for its stop.
    var stop = StopRequest.none
    /// Whether the engine that carries it out is still there.
    var isCarriedOut: @Sendable () -> Bool = { true }
    /// Kills what still runs, when the user is out of patience.
    var killChildren: @Sendable () async -> Void = {}

    enum StopRequest {
        case none
        /// No engine was there to take note.
        case unheard
        case heard
    }

    /// Shows the execution until its end, then reports; throws the exit status if it is not 0.
    ///
    /// The first SIGINT or SIGTERM stops the process; a second one ends the program.
    ///
    /// - Returns: what is left to follow when the engine that carried it out is gone; nil when all is done.
    func follow(_ output: OutputOptions) async throws -> FollowedExecution? {
        let stop = Mutex(stop)
        if let note = execution.queueNote { say(note) }
        let outcome = try await interruption.handled {
            say("stopping '\(process.id)'; once more ends at once")
            stop.withLock { $0 = .unheard }
            do throws(ProcessionError) {
                try await writer.stop(process.id)
                stop.withLock { $0 = .heard }
            } catch {
                // A conflict says that it has ended by itself in the meantime.
                if error.code == .stateConflict { return }
                // Whoever takes its place stops it.
                if error.code == .databaseUnavailable, !isCarriedOut() { return }
                // What can't be written down, such as on a full disk, can't be done in order either.
                ErrorReport.write(error)
                await endAtOnce()
                _exit(ExitStatus(error.code).rawValue)
            }
        } then: {
            await endAtOnce()
        } during: {
            try await show()
        }
        var rest = self
        rest.stop = stop.withLock { $0 }
        switch outcome {
        case .abandoned(let position):
            rest.position = position
            return rest
        case .ended(let ended):
            try await report(ended, output)
            if rest.stop != .none { throw ExitStatus.interrupted }
            let status = ExitStatus(ended.status)
            if status != .done { throw status }
            return nil
        }
    }

    private func endAtOnce() async {
        say("ended at once; if '\(process.id)' is not at rest yet, the next engine brings it there, or")
        say("  procession stop \(ShellQuoting.quote(process.id.rawValue))\(location.arguments)")
        await killChildren()
    }

    private func show() async throws -> ExecutionFollower.Outcome {
        let progress = ExecutionProgress(
            process: process.id, type: process.type, startedAt: execution.startedAt,
            tasks: try await store.tasks(of: process.id))
        var view: any ExecutionView = StandardStream.error.isTerminal ? LiveView(progress) : PlainView(progress)
        let follower = ExecutionFollower(
            store: store, execution: execution.id, process: process.id, position: position,
            isCarriedOut: isCarriedOut)
        var lookedAt = ContinuousClock.now
        let outcome = try await follower.follow { news in
            view.show(news)
            guard ContinuousClock.now - lookedAt >= .seconds(1) else { return }
            lookedAt = .now
            for task in view.watched { view.show(fraction: try await store.task(task)?.progress, of: task) }
        }
        view.finish()
        return outcome
    }

    private func report(_ ended: ExecutionRecord, _ output: OutputOptions) async throws {
        let tasks = try await store.tasks(of: process.id)
        let report = ExecutionReport(state: tasks, execution: ended, location: location)
        StandardStream.say(report.text(style: .of(.error)))
        if output.json {
            let record = try await store.process(process.id) ?? process
            try StandardStream.output.write(
                JSONDocument.text([
                    "process": record.json, "execution": ended.json, "tasks": .list(tasks.map(\.json))
                ]))
        } else if output.plain {
            let outputs = Value(stored: ended.outputs).map ?? [:]
            for (name, value) in outputs.sorted(by: { $0.key < $1.key }) {
                try StandardStream.output.write("\(name)\t\(VisibleText.field(value.text))\n")
            }
        }
    }

    private func say(_ text: String) { StandardStream.say(text + "\n") }
}

extension FollowedExecution {
    /// Has an execution begin in this program's engine in order to follow it.
    static func begin(
        in engine: LocalEngine, location: DatabaseLocation,
        _ begin: (any ProcessWriter) async throws(ProcessionError) -> ExecutionRecord
    ) async throws -> FollowedExecution {
        var followed = try await begun(by: engine.writer, store: engine.store, location: location, begin)
        followed.killChildren = engine.killChildren
        return followed
    }

    /// Has an execution begin in the engine that owns the database in order to follow it.
    static func begin(
        by remote: RemoteController, store: any ProcessStore, location: DatabaseLocation,
        _ begin: (any ProcessWriter) async throws(ProcessionError) -> ExecutionRecord
    ) async throws -> FollowedExecution {
        var followed = try await begun(by: remote, store: store, location: location, begin)
        followed.isCarriedOut = { remote.isAnswered }
        return followed
    }

    private static func begun(
        by writer: any ProcessWriter, store: any ProcessStore, location: DatabaseLocation,
        _ begin: (any ProcessWriter) async throws(ProcessionError) -> ExecutionRecord
    ) async throws -> FollowedExecution {
        let position = ExecutionFollower.Position(event: try await store.lastEventID())
        let interruption = await Interruption()
        let execution = try await begin(writer)
        return FollowedExecution(
            store: store, writer: writer, process: try await store.existingProcess(execution.processID),
            execution: execution, location: location, interruption: interruption, position: position)
    }
}
