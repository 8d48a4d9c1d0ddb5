import Foundation
public import Procession

extension ProcessManager {
    /// Gives a process another schedule, which begins now: ticks before this moment are not made up for.
    ///
    /// Ticks of the old schedule that wait for an execution to end are given up; an event records that.
    ///
    /// - Parameters:
    ///   - id: the process.
    ///   - schedule: a cron expression or `every:DURATION`; nil leaves a process that is started by hand only.
    ///   - timeZone: the IANA name of the zone that the schedule is meant in; nil is UTC.
    ///   - missed: what becomes of ticks that nobody fired in time; nil is `last`.
    ///   - overlap: what becomes of ticks while the process runs; nil is `skip`.
    ///   - caller: who is recorded in its events.
    /// - Throws: `notFound`, or `invalidArgument` for what is no schedule or no zone.
    @discardableResult
    public func setSchedule(
        of id: ProcessID, schedule: String?, timeZone: String? = nil, missed: MissedPolicy? = nil,
        overlap: OverlapPolicy? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ProcessRecord {
        let now = parts.clock.now
        let plan = try SchedulePlan(
            schedule: schedule, timeZone: timeZone, missed: missed, overlap: overlap, now: now)
        try await parts.store.change(
            ScheduleChange(
                processID: id, schedule: plan.text, timeZone: plan.timeZone, missedPolicy: missed,
                overlapPolicy: overlap, nextRunAt: plan.nextRunAt, actor: caller.rawValue, now: now))
        return try await process(id)
    }

    // MARK: For declarations

    func createProcess(
        declaredBy declaration: ScheduleDeclaration, of type: any ProcessType
    ) async throws(ProcessionError) {
        try await createProcess(
            type: type.name, input: .values(declaration.inputs), id: declaration.processID(of: type.name),
            schedule: declaration.schedule.text, timeZone: declaration.timeZone, missed: declaration.missed,
            overlap: declaration.overlap, priority: 0, baseDirectory: type.descriptor.folder,
            declaration: declaration.id,
            by: .schedule)
    }

    /// Makes a process what its declaration says; nothing is written where it is that already.
    func change(
        _ process: ProcessRecord, to declaration: ScheduleDeclaration, of type: any ProcessType
    ) async throws(ProcessionError) {
        let now = parts.clock.now
        let plan = try SchedulePlan(
            schedule: declaration.schedule.text, timeZone: declaration.timeZone, missed: declaration.missed,
            overlap: declaration.overlap, now: now)
        let input = try await validate(
            .values(declaration.inputs), for: type, baseDirectory: type.descriptor.folder ?? workingDirectory)
        let hasSameInput = process.inputValues == Self.stored(input)
        // A schedule that could not be read has lost its next tick.
        let isLost = process.nextRunAt == nil && plan.nextRunAt != nil
        guard
            !hasSameInput || isLost || process.schedule != plan.text || process.timeZone != plan.timeZone
                || process.missedPolicy != plan.missed || process.overlapPolicy != plan.overlap
        else { return }
        try await parts.store.change(
            ScheduleChange(
                processID: process.id, schedule: plan.text, timeZone: plan.timeZone, missedPolicy: plan.missed,
                overlapPolicy: plan.overlap, nextRunAt: plan.nextRunAt, beginsAnew: isLost,
                input: hasSameInput
                    ? nil : ScheduleChange.Input(data: input.stored, values: Self.stored(input)),
                actor: Caller.schedule.rawValue, now: now))
    }
}

extension ProcessTypeDescriptor {
    /// The folder of the file that declares the type: where relative paths in its declarations start.
    fileprivate var folder: String? {
        guard case .file(let location) = origin else { return nil }
        return URL(filePath: location.file).deletingLastPathComponent().path
    }
}
