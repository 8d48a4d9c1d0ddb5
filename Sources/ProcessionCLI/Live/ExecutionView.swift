import Procession

/// Shows people how an execution goes on.
protocol ExecutionView {
    /// Called with every bit of news, and at least ten times a second.
    mutating func show(_ news: ExecutionFollower.News)
    /// The tasks that ``show(fraction:of:)`` is called for once a second.
    var watched: [TaskID] { get }
    /// Called with how much of its work a task says to have done, 0 to 1; nil if it says nothing.
    mutating func show(fraction: Double?, of task: TaskID)
    /// Called once, when everything has been shown.
    mutating func finish()
}

/// Shows nothing of how far tasks are.
extension ExecutionView {
    var watched: [TaskID] { [] }
    mutating func show(fraction: Double?, of task: TaskID) {}
}
