import Procession

import struct Foundation.Date

// Each initializer reads the columns of its record in the order of the SELECT statements for it.

extension ProcessRecord {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            id: row.id(0), type: row.id(1), inputData: row.text(2), inputValues: row.text(21),
            schedule: row.optionalText(3),
            status: try row.word(4), currentTaskIndex: row.integer(5), totalTasks: row.integer(6),
            startedAt: try row.optionalTime(7), completedAt: try row.optionalTime(8), errorMessage: row.optionalText(9),
            createdAt: try row.time(10), updatedAt: try row.time(11), timeZone: row.optionalText(12),
            missedPolicy: try row.optionalWord(13), overlapPolicy: try row.optionalWord(14),
            nextRunAt: try row.optionalTime(15), declaration: row.optionalText(22), priority: row.integer(16),
            currentExecutionID: row.optionalID(17),
            stopRequestedAt: try row.optionalTime(18), definitionDigest: row.text(19), outputs: row.optionalText(20),
            parent: row.isNull(23)
                ? nil : ParentTask(processID: row.id(23), executionID: row.id(24), taskID: row.id(25)))
    }
}

extension TaskRecord {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            id: row.id(0), processID: row.id(1), index: row.integer(2), name: row.id(3),
            trigger: try row.optionalWord(4), executor: row.id(5), command: row.text(6),
            workingDirectory: row.optionalText(7), timeout: .milliseconds(row.integer(8)), maxRetries: row.integer(9),
            retryCount: row.integer(10), attempt: row.integer(11), status: try row.word(12),
            executionID: row.optionalID(13), startedAt: try row.optionalTime(14), completedAt: try row.optionalTime(15),
            readyAt: try row.optionalTime(16).flatMap { $0 == .distantFuture ? nil : $0 },
            errorMessage: row.optionalText(17), errorClass: try row.optionalWord(18),
            exitCode: row.optionalInteger(19), output: row.optionalText(20), outputs: row.optionalText(21),
            progress: row.optionalReal(22), priority: row.integer(23), pool: row.optionalText(24),
            workerID: row.optionalID(25), fence: row.integer(26), allowsFailure: row.flag(27),
            groupID: row.optionalID(28), item: row.optionalText(29),
            awaits: try row.optionalWord(30).map { Awaited(kind: $0, subject: row.text(31)) })
    }
}

extension ExecutionRecord {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            id: row.id(0), processID: row.id(1), startedAt: try row.time(2), completedAt: try row.optionalTime(3),
            status: try row.word(4), triggeredBy: try row.word(5), errorMessage: row.optionalText(6),
            createdAt: try row.time(7), scheduledFor: try row.optionalTime(8), inputData: row.text(9),
            definitionDigest: row.text(10), outputs: row.optionalText(11), rerunOf: row.optionalID(12),
            concurrencyKey: row.optionalText(13), queuedAt: try row.optionalTime(14))
    }
}

extension TaskAttempt {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            executionID: row.id(0), taskID: row.id(1), task: row.id(2), attempt: row.integer(3), fence: row.integer(4),
            workerID: row.id(5), startedAt: try row.time(6), completedAt: try row.optionalTime(7),
            outcome: try row.optionalWord(8), exitCode: row.optionalInteger(9), errorClass: try row.optionalWord(10),
            errorMessage: row.optionalText(11), output: row.optionalText(12), child: row.child(13))
    }
}

extension LogChunk {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            executionID: row.id(0), taskID: row.id(1), attempt: row.integer(2), sequence: row.integer(3),
            stream: try row.word(4), offset: row.integer(5), content: row.text(6), loggedAt: try row.time(7))
    }
}

extension EventRecord {
    init(_ row: any SQLRow) throws(ProcessionError) {
        self.init(
            id: row.integer(0), occurredAt: try row.time(1), kind: row.text(2),
            processID: row.text(3).isEmpty ? nil : row.id(3), executionID: row.optionalID(4), taskID: row.optionalID(5),
            task: row.optionalID(6),
            attempt: row.optionalInteger(7), status: row.optionalText(8), actor: row.text(9),
            detail: row.optionalText(10))
    }
}
