import Procession
import ProcessionStore
import Synchronization

/// A database whose statements are changed on their way: for taking guards away.
final class RewritingDatabase: SQLDatabase {
    private let database: any SQLDatabase
    private let texts: RewrittenTexts
    private let setUp: String?

    /// - Parameters:
    ///   - setUp: statements to run at the beginning of every transaction that writes.
    ///   - rewrite: given each statement once, its line breaks replaced by blanks; nil leaves it as it is.
    init(_ database: any SQLDatabase, setUp: String? = nil, rewrite: @escaping @Sendable (String) -> String?) {
        self.database = database
        self.setUp = setUp
        texts = RewrittenTexts(rewrite: rewrite)
    }

    var isExclusive: Bool { database.isExclusive }
    var writer: (any TaskExecutor)? { database.writer }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try await database.write { [texts, setUp] connection throws(ProcessionError) in
            if let setUp { try connection.run(script: setUp) }
            return try body(RewritingConnection(connection, texts))
        }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try await database.read { [texts] connection throws(ProcessionError) in
            try body(RewritingConnection(connection, texts))
        }
    }

    func integrityProblems() async throws(ProcessionError) -> [String] { try await database.integrityProblems() }
    func backup(to path: String) async throws(ProcessionError) { try await database.backup(to: path) }
    func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool {
        try await database.reclaimSpace(within: time)
    }
    func size() async throws(ProcessionError) -> DatabaseSize { try await database.size() }
    func close() async throws(ProcessionError) { try await database.close() }
}

/// Statements and what they are changed to, each looked at once.
private final class RewrittenTexts: Sendable {
    private let rewrite: @Sendable (String) -> String?
    private let known = Mutex<[SQLText: SQLText]>([:])

    init(rewrite: @escaping @Sendable (String) -> String?) { self.rewrite = rewrite }

    subscript(sql: SQLText) -> SQLText {
        known.withLock { known in
            if let rewritten = known[sql] { return rewritten }
            // How a statement is broken into lines says nothing.
            let flat = sql.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let rewritten = rewrite(flat).map { SQLText(generated: $0) } ?? sql
            known[sql] = rewritten
            return rewritten
        }
    }
}

private final class RewritingConnection: SQLConnection {
    private let connection: any SQLConnection
    private let texts: RewrittenTexts

    init(_ connection: any SQLConnection, _ texts: RewrittenTexts) {
        self.connection = connection
        self.texts = texts
    }

    var dialect: SQLDialect { connection.dialect }
    var isInTransaction: Bool { connection.isInTransaction }
    var preparedTexts: [String] { connection.preparedTexts }

    func execute(_ sql: SQLText, _ values: ArraySlice<SQLValue>) throws(ProcessionError) -> Int {
        try connection.execute(texts[sql], values)
    }

    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(ProcessionError) -> Void
    ) throws(ProcessionError) {
        try connection.query(texts[sql], values, body)
    }

    func run(script: String) throws(ProcessionError) { try connection.run(script: script) }
}
