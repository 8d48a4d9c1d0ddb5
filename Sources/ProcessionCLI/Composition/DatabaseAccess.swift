import Foundation
import Procession
import ProcessionStore

/// Opens a command's database, to read it or to own it.
struct DatabaseAccess: Sendable {
    /// Who may write at the moment.
    enum Ownership {
        /// This program, until the store is closed.
        case here(any ProcessStore)
        /// An engine in another program, which answers at a socket.
        case elsewhere(RemoteController, reading: any ProcessStore)
    }

    let location: DatabaseLocation

    init(_ options: DatabaseOptions) throws(ProcessionError) {
        location = try DatabaseLocation(option: options.path, environment: ProcessInfo.processInfo.environment)
    }

    /// Where the owner answers.
    var socket: String { location.path + ".sock" }

    private func openOwner() async throws(ProcessionError) -> any ProcessStore {
        try await SQLProcessStore.sqlite(at: location.path, access: .owner(socket: socket))
    }

    private func openReader() async throws(ProcessionError) -> any ProcessStore {
        try await SQLProcessStore.sqlite(at: location.path, access: .reader)
    }

    /// Reads without owning; a database at the default place is made on first use, one that was named must exist.
    func read<Result>(_ body: (any ProcessStore) async throws -> Result) async throws -> Result {
        if !location.exists {
            guard location.isDefault else {
                throw ProcessionError(
                    .databaseUnavailable, "there is no database at '\(location.path)'",
                    hint: "`procession create` and `procession run` make it on first use")
            }
            let store = try await own(patience: .seconds(5))
            if case .here(let store) = store { try await store.close() }
        }
        return try await use(try await openReader(), body)
    }

    /// Takes the database over, or finds out who has it.
    func write<Result>(_ body: (Ownership) async throws -> Result) async throws -> Result {
        let ownership = try await own(patience: .seconds(5))
        switch ownership {
        case .here(let store), .elsewhere(_, let store):
            return try await use(store) { _ in try await body(ownership) }
        }
    }

    /// Tries until either succeeds: an owner without a socket is a command that is about to end.
    private func own(patience: Duration) async throws -> Ownership {
        try location.makeStateFolder()
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            do throws(ProcessionError) {
                return .here(try await openOwner())
            } catch {
                guard error.code == .databaseOwned else { throw error }
                if UnixSocket.isAnswered(at: socket) {
                    return .elsewhere(RemoteController(socket: socket), reading: try await openReader())
                }
                if clock.now >= deadline { throw error }
                try await clock.sleep(for: .milliseconds(20))
            }
        }
    }

    private func use<Result>(
        _ store: any ProcessStore, _ body: (any ProcessStore) async throws -> Result
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body(store)
        } catch {
            // The first error is the one that matters.
            try? await store.close()
            throw error
        }
        try await store.close()
        return result
    }
}
