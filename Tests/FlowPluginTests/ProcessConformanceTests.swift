import FlowPlugin
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("the process executor conforms to the contract", .timeLimit(.minutes(2)))
struct ProcessConformanceTests {
    private static let conformance = ExecutorConformance(
        ProcessExecutor(), completing: ["type": "sound", "inputs": ["region": "north"]], failing: "broken"
    ) { reporter in
        var context = TaskContext.forTest(reporter)
        context.processes = EndedChildren()
        return context
    }

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}

/// Children that have ended when they are looked at: what an executor does while one runs is tested with an engine.
private struct EndedChildren: TaskProcesses {
    func startChild(
        _ type: ProcessTypeName, inputs: [String: Value], for context: TaskContext
    ) async throws -> ProcessRecord {
        let now = context.clock.now, isSound = type == "sound"
        return ProcessRecord(
            id: ProcessID("\(context.taskID)-1"), type: type, inputData: Value.map(inputs).json,
            status: isSound ? .completed : .failed, totalTasks: 1, errorMessage: isSound ? nil : "out of\ndisk",
            createdAt: now, updatedAt: now, definitionDigest: "", outputs: isSound ? #"{"rows":3}"# : nil)
    }

    func child(_ id: ProcessID) async throws -> ProcessRecord? { nil }
    func stopChild(_ id: ProcessID) async throws {}
}
