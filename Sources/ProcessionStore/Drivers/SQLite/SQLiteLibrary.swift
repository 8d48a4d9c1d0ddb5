import CSQLite

/// What concerns all SQLite databases of a program.
public enum SQLiteLibrary {
    /// Has SQLite not count the memory that it uses.
    ///
    /// It counts behind a lock that all connections share, and every allocation takes. Only a program that owns its
    /// process should ask for this, before its first database is opened: later it has no effect.
    public static func countNoMemory() { _ = csqlite_count_no_memory() }
}
