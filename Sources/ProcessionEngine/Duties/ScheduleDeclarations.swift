import Foundation
import Logging
import Procession

/// Keeps a process for each schedule that a process type declares.
///
/// What is the same already is left alone, so that a restart neither moves nor loses a tick. A declaration that can't
/// be kept is told in the log, and the others are kept.
struct ScheduleDeclarations: Sendable {
    let parts: EngineParts
    let manager: ProcessManager

    func apply() async {
        let types = parts.types.entries.compactMap(\.type)
        for type in types {
            for declaration in type.descriptor.schedules {
                do {
                    try await keep(declaration, of: type)
                } catch {
                    parts.logger.error("the schedule '\(declaration.id)' of '\(type.name)' can't be kept: \(error)")
                }
            }
        }
        do {
            try await removeUndeclared(types)
        } catch {
            parts.logger.error("schedules that are declared no more can't be removed: \(error)")
        }
    }

    private func keep(_ declaration: ScheduleDeclaration, of type: any ProcessType) async throws(ProcessionError) {
        let id = declaration.processID(of: type.name)
        guard let process = try await parts.store.process(id) else {
            try await manager.createProcess(declaredBy: declaration, of: type)
            return
        }
        guard process.declaration == declaration.id, process.type == type.name else {
            throw ProcessionError(
                .alreadyExists, "the process '\(id)' was made by hand",
                hint: "delete it, or give the declaration another id")
        }
        try await manager.change(process, to: declaration, of: type)
    }

    /// Only types that are known can say that they declare something no more: another engine may know the others.
    private func removeUndeclared(_ types: [any ProcessType]) async throws(ProcessionError) {
        let declared = Dictionary(
            types.map { ($0.name, Set($0.descriptor.schedules.map(\.id))) }, uniquingKeysWith: { first, _ in first })
        for process in try await parts.store.processes(ProcessFilter(isScheduled: true, limit: .max)) {
            guard let id = process.declaration, let ids = declared[process.type], !ids.contains(id) else { continue }
            parts.logger.notice("'\(process.type)' declares the schedule '\(id)' no more; '\(process.id)' loses it")
            try await parts.store.change(
                ScheduleChange(
                    processID: process.id, schedule: nil, nextRunAt: nil, actor: Caller.schedule.rawValue,
                    now: parts.clock.now))
        }
    }
}
