import Procession

/// Shows people how an execution goes on.
protocol ExecutionView {
    /// Called with every bit of news, and at least ten times a second.
    mutating func show(_ news: ExecutionFollower.News)
    /// Called once, when everything has been shown.
    mutating func finish()
}
