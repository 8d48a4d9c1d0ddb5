package import Procession

package import struct Foundation.Date

/// What is known about an execution while it is followed.
package struct ExecutionProgress: Sendable {
    /// How one task stands.
    package struct Step: Sendable {
        package let id: TaskID
        package let name: TaskName
        package var status: TaskStatus
        package var attempt = 0
        /// Whether its last attempt went on from where the one before began to wait.
        package var isResumed = false
        /// Of its first attempt.
        package var startedAt: Date?
        package var endedAt: Date?
        /// How much of the work its attempt says to have done, 0 to 1; nil if it says nothing.
        package var fraction: Double?
        /// The last line that it has printed.
        package var lastLine = ""
        /// Why it failed or waits.
        package var detail: String?

        /// Whether its last attempt began the work anew.
        package var isRepeated: Bool { attempt > 1 && !isResumed }

        package init(id: TaskID, name: TaskName, status: TaskStatus) {
            self.id = id
            self.name = name
            self.status = status
        }
    }

    package let process: ProcessID
    package let type: ProcessTypeName
    package let startedAt: Date
    package private(set) var steps: [Step]
    private var positions: [TaskID: Int]

    package init(process: ProcessID, type: ProcessTypeName, startedAt: Date, tasks: [TaskRecord]) {
        self.process = process
        self.type = type
        self.startedAt = startedAt
        steps = tasks.map { task in
            var step = Step(id: task.id, name: task.name, status: task.status)
            step.attempt = task.attempt
            step.startedAt = task.startedAt
            step.endedAt = task.completedAt
            return step
        }
        positions = Dictionary(tasks.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(task: TaskID) -> Step? { positions[task].map { steps[$0] } }

    package mutating func apply(_ event: EventRecord) {
        guard let task = event.taskID, let status = event.status.flatMap(TaskStatus.init),
            let position = positions[task] ?? add(task, named: event.task, status)
        else { return }
        steps[position].status = status
        steps[position].attempt = event.attempt ?? steps[position].attempt
        steps[position].detail = event.detail
        if status == .inProgress {
            steps[position].isResumed = event.isResumption
            steps[position].startedAt = steps[position].startedAt ?? event.occurredAt
            steps[position].endedAt = nil
            steps[position].fraction = nil
        } else if status.isEnd {
            steps[position].endedAt = event.occurredAt
        }
    }

    /// Adds a task whose row was made after the execution had begun: one of several items.
    private mutating func add(_ task: TaskID, named name: TaskName?, _ status: TaskStatus) -> Int? {
        guard let name else { return nil }
        steps.append(Step(id: task, name: name, status: status))
        positions[task] = steps.count - 1
        return steps.count - 1
    }

    package mutating func apply(fraction: Double?, of task: TaskID) {
        guard let position = positions[task] else { return }
        steps[position].fraction = fraction
    }

    package mutating func apply(line: String, of task: TaskID) {
        guard let position = positions[task] else { return }
        steps[position].lastLine = line
    }
}
