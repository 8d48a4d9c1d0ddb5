/// How a supervised child ended.
package enum ChildOutcome: Sendable, Equatable {
    case exited(code: Int)
    case killed(signal: Int32)
    /// It was told to stop; how it took that doesn't matter.
    case stopped
}
