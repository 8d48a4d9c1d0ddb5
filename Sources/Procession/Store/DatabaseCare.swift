/// What an engine lets a task do with the database that the engine itself works on.
///
/// Every call goes on beside the engine's other work.
public protocol DatabaseCare: Sendable {
    /// Every problem found in the file and in the rows; empty is clean.
    func check() async throws -> [String]
    /// Writes a consistent copy.
    ///
    /// - Throws: `alreadyExists` if there is a file at `path`.
    func backup(to path: String) async throws
    /// Removes the history that the engine's policy no longer keeps; nothing where it has none.
    func prune() async throws -> RemovedHistory
    func statistics() async throws -> StoreStatistics
}
