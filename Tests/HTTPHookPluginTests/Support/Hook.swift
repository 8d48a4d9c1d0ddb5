import AsyncHTTPClient
import Foundation
import HTTPHookPlugin
import Logging
import Procession
import Synchronization

/// One attempt of an `http` task, as the engine would make it.
struct Hook: Sendable {
    var secrets: [String: String] = [:]
    var baseDirectory = "/"
    var clock: any ProcessionClock = SystemClock()
    /// How long the attempt has.
    var time: Duration = .seconds(50)
    var idempotencyKey = "task-1"
    var client = HTTPClient.Configuration()
    /// Hosts that have addresses of their own; other names that end in `.test` are 127.0.0.1.
    var hosts: [String: [String]] = [:]
    let reporter = RecordingReporter()
    let lookups = LookupCount()

    /// Checks a configuration as the loader does and carries it out.
    func run(_ configuration: Value) async throws -> TaskResult {
        let executor = RegisteredExecutor(
            HTTPHookExecutor(resolver: resolver, client: client), origin: "tests")
        let violations = executor.violations(in: configuration)
        guard violations.isEmpty else { throw InvalidConfiguration(violations: violations) }
        return try await executor.execute(configuration, context: context)
    }

    struct InvalidConfiguration: Error { let violations: [ConfigurationSchema.Violation] }

    var resolver: HostResolver {
        HostResolver { [hosts, lookups] host in
            lookups.add()
            if let texts = hosts[host] { return texts.compactMap { IPAddress($0) } }
            guard host.hasSuffix(".test") else { throw HostResolver.Failure("Name or service not known") }
            return ["127.0.0.1"].compactMap { IPAddress($0) }
        }
    }

    var context: TaskContext {
        TaskContext(
            processID: "p", processType: "t", executionID: "e", taskID: "task-1", task: "call", attempt: 1,
            idempotencyKey: idempotencyKey, workingDirectory: baseDirectory, baseDirectory: baseDirectory,
            deadline: clock.now.addingTimeInterval(time.inSeconds), secrets: secrets, clock: clock,
            logger: Logger(label: "tests"), reporter: reporter)
    }
}

/// Keeps what an attempt prints.
final class RecordingReporter: TaskReporter {
    private let streams = Mutex<[LogStream: String]>([:])

    func log(_ bytes: [UInt8], stream: LogStream) {
        streams.withLock { $0[stream, default: ""] += String(decoding: bytes, as: UTF8.self) }
    }
    func progress(_ fraction: Double, message: String?) {}
    func started(child: ChildIdentity) {}

    subscript(stream: LogStream) -> String { streams.withLock { $0[stream] ?? "" } }
}

final class LookupCount: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}

/// A wall clock that stands still; everything else is the machine's.
struct StoppedClock: ProcessionClock {
    var now: Date
    var monotonic: Duration { SystemClock().monotonic }
    func sleep(for duration: Duration) async throws { try await SystemClock().sleep(for: duration) }
}

extension TaskResult {
    var failure: TaskFailure? { if case .failed(let failure) = self { failure } else { nil } }
    var outputs: [String: Value]? { if case .completed(let outputs, _) = self { outputs } else { nil } }
}
