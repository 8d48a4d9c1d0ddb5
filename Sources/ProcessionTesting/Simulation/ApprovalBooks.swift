import Procession

/// What the events of a process say about the questions that its tasks have asked.
struct ApprovalBooks {
    private struct Question: Hashable {
        var execution: ExecutionID?
        var task: TaskID?
    }

    /// Whether the answer was yes, for each answer.
    private var answers: [Question: [Bool]] = [:]

    init(_ events: [EventRecord]) {
        for event in events where event.kind == "task.approved" || event.kind == "task.rejected" {
            answers[Question(execution: event.executionID, task: event.taskID), default: []].append(
                event.kind == "task.approved")
        }
    }

    /// Whether a task has completed in an execution because somebody has approved.
    func hasApproved(_ task: TaskID, in execution: ExecutionID) -> Bool {
        answers[Question(execution: execution, task: task)]?.contains(true) ?? false
    }

    /// Questions that were answered twice, and answers that were confirmed, but are not on record.
    func problems(_ confirmed: [SimulatedPeople.Decision]) -> [String] {
        var problems: [String] = []
        for (question, answers) in answers where answers.count > 1 {
            problems.append("task \(question.task?.rawValue ?? "") was decided on \(answers.count) times")
        }
        for decision in Set(confirmed) {
            let known = answers.filter { $0.key.task == decision.task }.values.joined()
                .count { $0 == decision.isApproved }
            let count = confirmed.count { $0 == decision }
            if count > known {
                problems.append(
                    "\(count) \(decision.isApproved ? "approvals" : "rejections") of \(decision.task) were confirmed, "
                        + "and \(known) are on record")
            }
        }
        return problems.sorted()
    }
}
