import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Finds the addresses of a host name, in the order in which they should be tried.
package struct HostResolver: Sendable {
    private let lookUp: @Sendable (String) async throws -> [IPAddress]

    package init(_ lookUp: @escaping @Sendable (String) async throws -> [IPAddress]) { self.lookUp = lookUp }

    func addresses(of host: String) async throws -> [IPAddress] {
        if let address = IPAddress(host) { return [address] }
        return try await lookUp(host)
    }

    /// Why a name has no address, in the words of the system.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    /// The system's own resolver: `/etc/hosts`, DNS and whatever else the machine is set up for.
    package static let system = HostResolver { host in
        // `getaddrinfo` blocks for as long as the name servers take and can't be interrupted. It runs on a thread of
        // its own, as in NIO, and is left behind when the task is cancelled.
        let pending = PendingLookup()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                pending.wait(continuation)
                DispatchQueue.global().async { pending.finish(Result { try blockingLookup(of: host) }) }
            }
        } onCancel: {
            pending.finish(.failure(CancellationError()))
        }
    }

    private static func blockingLookup(of host: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &first)
        guard status == 0 else { throw Failure(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(first) }
        let addresses = sequence(first: first, next: { $0?.pointee.ai_next })
            .compactMap { entry in entry?.pointee.ai_addr.flatMap { IPAddress(UnsafePointer($0)) } }
        guard !addresses.isEmpty else { throw Failure("the name has no address") }
        return addresses
    }
}

/// A lookup that somebody waits for: whichever of answer and cancellation comes first resumes, once.
private final class PendingLookup: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<[IPAddress], any Error>)
        case finished(Result<[IPAddress], any Error>)
    }

    private let state = Mutex(State.idle)

    func wait(_ continuation: CheckedContinuation<[IPAddress], any Error>) {
        let early = state.withLock { state -> Result<[IPAddress], any Error>? in
            if case .finished(let result) = state { return result }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func finish(_ result: Result<[IPAddress], any Error>) {
        let waiting = state.withLock { state -> CheckedContinuation<[IPAddress], any Error>? in
            switch state {
            case .finished: return nil
            case .idle:
                state = .finished(result)
                return nil
            case .waiting(let continuation):
                state = .finished(result)
                return continuation
            }
        }
        waiting?.resume(with: result)
    }
}
