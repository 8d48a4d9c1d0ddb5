import Foundation
import Logging
public import Procession

/// Makes, finds and removes processes.
public struct ProcessManager: Sendable {
    private let parts: EngineParts
    private let expander: ProcessExpander

    package init(parts: EngineParts) {
        self.parts = parts
        expander = ProcessExpander(executors: parts.executors, ids: parts.ids)
    }

    /// Makes a process: validates its input, expands its type and stores both.
    ///
    /// It does not run until it is started.
    ///
    /// - Parameters:
    ///   - type: the name of a registered process type.
    ///   - input: as somebody gave it.
    ///   - id: nil has one made.
    ///   - schedule: a cron expression or `every:DURATION`; nil for a process that is started by hand only.
    ///   - timeZone: the IANA name of the zone that the schedule is meant in; nil is UTC.
    ///   - baseDirectory: where relative paths among the inputs start; nil is the program's working directory.
    /// - Throws: `notFound` for the type, `invalidInput` with all problems, `invalidDefinition`, `invalidArgument` for
    ///   the schedule, `alreadyExists` for the id. Nothing is written then.
    @discardableResult
    public func createProcess(
        type name: ProcessTypeName, input raw: RawInput = .none, id: ProcessID? = nil, schedule: String? = nil,
        timeZone: String? = nil, baseDirectory: String? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ProcessRecord {
        let id = id ?? ProcessID(parts.ids.next())
        guard !id.rawValue.isEmpty, id.rawValue.utf8.count <= 255,
            !id.rawValue.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw ProcessionError(
                .invalidArgument, "'\(id)' can't be the id of a process",
                hint: "use 1 to 255 bytes without control characters")
        }
        let type = try parts.types.type(named: name)
        let input = try await validate(
            raw, for: type, baseDirectory: baseDirectory ?? FileManager.default.currentDirectoryPath)
        let expansion = try expand(type, input: input, process: id)
        let now = parts.clock.now
        let plan = try SchedulePlan(schedule: schedule, timeZone: timeZone, now: now)
        for warning in input.warnings { parts.logger.warning("\(warning.message)") }
        try await parts.store.create(
            NewProcess(
                id: id, type: name, inputData: input.stored, inputValues: Self.stored(input), schedule: plan.schedule,
                timeZone: plan.timeZone, nextRunAt: plan.nextRunAt, expansion: expansion),
            actor: caller.rawValue, now: now)
        return try await process(id)
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

    /// What a start of the process needs: its type as it is now, expanded with the input of then.
    package func newExecution(of id: ProcessID, by caller: Caller) async throws(ProcessionError) -> NewExecution {
        let record = try await process(id)
        let type = try parts.types.type(named: record.type)
        let values: Value
        do {
            values = try Value(json: record.inputValues)
        } catch {
            throw ProcessionError(.databaseCorrupt, "the input of process '\(id)' can't be read", cause: error)
        }
        let input = try await validate(.values(values.map ?? [:]), for: type, baseDirectory: nil)
        return NewExecution(
            id: ExecutionID(parts.ids.next()), processID: id, triggeredBy: caller.trigger,
            expansion: try expand(type, input: input, process: id), actor: caller.rawValue, now: parts.clock.now)
    }

    private func validate(
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

    private func expand(
        _ type: any ProcessType, input: ProcessInput, process: ProcessID
    ) throws(ProcessionError) -> Expansion {
        let definition: ProcessDefinition
        do {
            definition = try type.definition(for: input)
        } catch let error as ProcessionError {
            throw error
        } catch {
            throw ProcessionError(
                .invalidDefinition, "the process type '\(type.name)' can't be expanded with this input", cause: error)
        }
        return try expander.expand(definition, schema: type.descriptor.inputs, input: input, process: process)
    }

    private static func stored(_ input: ProcessInput) -> String {
        Value.map(input.extra.merging(input.values, uniquingKeysWith: { $1 })).json
    }
}
