package import Procession

/// What the exit codes of a program mean.
package struct ExitCodes: Sendable, Equatable {
    /// Those that stand for success.
    package var success: Set<Int>
    /// Those that another attempt can turn into a success; nil stands for all that aren't success.
    package var retryable: Set<Int>?
    /// The classes of failure that some of them stand for; they outweigh `retryable`.
    package var classes: [Int: ErrorClass]

    package init(success: Set<Int> = [0], retryable: Set<Int>? = nil, classes: [Int: ErrorClass] = [:]) {
        self.success = success
        self.retryable = retryable
        self.classes = classes
    }

    /// The failure that an exit code is; nil if it is a success.
    ///
    /// Codes that were named as retryable are failures of class `unavailable`, the others then of class `validation`;
    /// where none were named, all are of class `runtime`.
    func failure(for code: Int, saying lastLine: String?) -> TaskFailure? {
        guard !success.contains(code) else { return nil }
        let errorClass: ErrorClass =
            classes[code] ?? retryable.map { $0.contains(code) ? .unavailable : .validation } ?? .runtime
        let message = "exit code \(code)" + (lastLine.map { ": \($0)" } ?? "")
        return TaskFailure(errorClass, message, exitCode: code)
    }
}
