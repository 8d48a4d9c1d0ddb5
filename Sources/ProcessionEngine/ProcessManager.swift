import Foundation
import Logging
public import Procession

/// Makes, finds and removes processes.
public struct ProcessManager: Sendable {
    let parts: EngineParts
    private let expander: ProcessExpander

    package init(parts: EngineParts) {
        self.parts = parts
        expander = ProcessExpander(executors: parts.executors, types: parts.types, ids: parts.ids)
    }

    /// Makes a process: validates its input, expands its type and stores both.
    ///
    /// It does not run until it is started.
    ///
    /// - Parameters:
    ///   - name: the name of a registered process type.
    ///   - raw: the input as somebody gave it.
    ///   - id: nil has one made.
    ///   - schedule: a cron expression or `every:DURATION`; nil for a process that is started by hand only.
    ///   - timeZone: the IANA name of the zone that the schedule is meant in; nil is UTC.
    ///   - missed: what becomes of ticks that nobody fired in time; nil is `last`.
    ///   - overlap: what becomes of ticks while the process runs; nil is `skip`.
    ///   - priority: added to that of each of its tasks; see `TaskPriority`.
    ///   - baseDirectory: where relative paths among the inputs start; nil is the program's working directory.
    ///   - caller: who is recorded in its events.
    /// - Throws: `notFound` for the type, `invalidInput` with all problems, `invalidDefinition`, `invalidArgument` for
    ///   the schedule or the priority, `alreadyExists` for the id. Nothing is written then.
    @discardableResult
    public func createProcess(
        type name: ProcessTypeName, input raw: RawInput = .none, id: ProcessID? = nil, schedule: String? = nil,
        timeZone: String? = nil, missed: MissedPolicy? = nil, overlap: OverlapPolicy? = nil, priority: Int = 0,
        baseDirectory: String? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ProcessRecord {
        try await createProcess(
            type: name, input: raw, id: id, schedule: schedule, timeZone: timeZone, missed: missed, overlap: overlap,
            priority: priority, baseDirectory: baseDirectory, declaration: nil, by: caller)
    }

    /// - Parameter declaration: the declaration of the type that the process is made for.
    @discardableResult
    func createProcess(
        type name: ProcessTypeName, input raw: RawInput, id: ProcessID?, schedule: String?, timeZone: String?,
        missed: MissedPolicy?, overlap: OverlapPolicy?, priority: Int, baseDirectory: String?,
        declaration: String?, by caller: Caller
    ) async throws(ProcessionError) -> ProcessRecord {
        let now = parts.clock.now
        let plan = try SchedulePlan(
            schedule: schedule, timeZone: timeZone, missed: missed, overlap: overlap, now: now)
        var process = try await newProcess(
            type: name, input: raw, id: id, priority: priority, baseDirectory: baseDirectory)
        process.schedule = plan.text
        process.timeZone = plan.timeZone
        process.missedPolicy = plan.missed
        process.overlapPolicy = plan.overlap
        process.nextRunAt = plan.nextRunAt
        process.declaration = declaration
        try await parts.store.create(process, actor: caller.rawValue, now: now)
        return try await self.process(process.id)
    }

    /// A process without a schedule, to be stored: its input is checked and its type expanded.
    private func newProcess(
        type name: ProcessTypeName, input raw: RawInput, id: ProcessID?, priority: Int, baseDirectory: String?
    ) async throws(ProcessionError) -> NewProcess {
        let id = id ?? ProcessID(parts.ids.next())
        guard !id.rawValue.isEmpty, id.rawValue.utf8.count <= 255,
            !id.rawValue.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw ProcessionError(
                .invalidArgument, "'\(id)' can't be the id of a process",
                hint: "use 1 to 255 bytes without control characters")
        }
        guard TaskPriority.range.contains(priority) else {
            throw ProcessionError(
                .invalidArgument, "\(priority) can't be a priority",
                hint: "use \(TaskPriority.range.lowerBound) to \(TaskPriority.range.upperBound); higher goes first")
        }
        let type = try parts.types.type(named: name)
        let input = try await validate(
            raw, for: type, baseDirectory: baseDirectory ?? workingDirectory)
        let expansion = try await expand(type, input: input, process: id)
        for warning in input.warnings { parts.logger.warning("\(warning.message)") }
        return NewProcess(
            id: id, type: name, inputData: input.stored, inputValues: Self.stored(input), priority: priority,
            expansion: expansion)
    }

    /// - Throws: `notFound`.
    public func process(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord {
        guard let record = try await parts.store.process(id) else {
            throw ProcessionError(
                .notFound, "there is no process '\(id)'", hint: "`procession list` shows all processes")
        }
        return record
    }

    /// Processes, newest first.
    public func processes(_ filter: ProcessFilter = ProcessFilter()) async throws(ProcessionError) -> [ProcessRecord] {
        try await parts.store.processes(filter)
    }

    /// Processes with a schedule, newest first.
    public func scheduledProcesses() async throws(ProcessionError) -> [ProcessRecord] {
        try await parts.store.processes(ProcessFilter(isScheduled: true))
    }

    /// The task rows of a process, by index.
    ///
    /// - Throws: `notFound`.
    public func tasks(of id: ProcessID) async throws(ProcessionError) -> [TaskRecord] {
        _ = try await process(id)
        return try await parts.store.tasks(of: id)
    }

    /// Removes a process with its history.
    ///
    /// - Throws: `notFound`, or `stateConflict` if it runs or is COMPLETED.
    public func deleteProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError) {
        try await parts.store.delete(id, actor: caller.rawValue, now: parts.clock.now)
    }

    // MARK: For the orchestrator

    /// What the launch of a process needs; see ``ProcessOrchestrator/launchProcess(type:input:id:priority:baseDirectory:by:)``.
    func newLaunch(
        type name: ProcessTypeName, input: RawInput, id: ProcessID?, priority: Int, baseDirectory: String?,
        by caller: Caller
    ) async throws(ProcessionError) -> (process: NewProcess, execution: NewExecution) {
        let process = try await newProcess(
            type: name, input: input, id: id, priority: priority, baseDirectory: baseDirectory)
        let execution = NewExecution(
            id: ExecutionID(parts.ids.next()), processID: process.id, triggeredBy: caller.trigger,
            expansion: process.expansion, actor: caller.rawValue, now: parts.clock.now)
        return (process, execution)
    }

    /// What a start of the process needs: its type as it is now, expanded with the input of then.
    package func newExecution(of id: ProcessID, by caller: Caller) async throws(ProcessionError) -> NewExecution {
        try await newExecution(of: try await process(id), by: caller)
    }

    func newExecution(of record: ProcessRecord, by caller: Caller) async throws(ProcessionError) -> NewExecution {
        let type = try parts.types.type(named: record.type)
        let values: Value
        do {
            values = try Value(json: record.inputValues)
        } catch {
            throw ProcessionError(.databaseCorrupt, "the input of process '\(record.id)' can't be read", cause: error)
        }
        let input = try await validate(.values(values.map ?? [:]), for: type, baseDirectory: nil)
        return NewExecution(
            id: ExecutionID(parts.ids.next()), processID: record.id, triggeredBy: caller.trigger,
            expansion: try await expand(type, input: input, process: record.id), actor: caller.rawValue,
            now: parts.clock.now)
    }

    var workingDirectory: String { FileManager.default.currentDirectoryPath }

    func validate(
        _ raw: RawInput, for type: any ProcessType, baseDirectory: String?
    ) async throws(ProcessionError) -> ProcessInput {
        let schema = type.descriptor.inputs
        let input = try schema.validate(raw, baseDirectory: baseDirectory, isKnownSecret: { _ in true })
        var known: Set<String> = []
        for spec in schema.inputs where spec.isSecret {
            guard let name = input.values[spec.name]?.string else { continue }
            if (try? await parts.secrets.secret(named: name)) != nil { known.insert(name) }
        }
        return try schema.validate(raw, baseDirectory: baseDirectory) { known.contains($0) }
    }

    func expand(
        _ type: any ProcessType, input: ProcessInput, process: ProcessID
    ) async throws(ProcessionError) -> Expansion {
        let definition: ProcessDefinition
        do {
            definition = try type.definition(for: input)
        } catch let error as ProcessionError {
            throw error
        } catch {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(type.name)' can't be expanded with this input", cause: error)
        }
        return try await expander.expand(definition, schema: type.descriptor.inputs, input: input, process: process)
    }

    static func stored(_ input: ProcessInput) -> String {
        Value.map(input.extra.merging(input.values, uniquingKeysWith: { $1 })).json
    }
}
