import GRDBSQLite
import Procession

/// One prepared statement, and the row that it stands at.
///
/// It works on SQLite's own handle: the hot path binds and reads a dozen values a task, which GRDB would box.
final class SQLiteStatement: SQLRow {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private var texts = BoundTexts()

    init(_ text: String, on connection: OpaquePointer) throws(ProcessionError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw ProcessionError(sqlite: connection, code: code) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ values: ArraySlice<SQLValue>) throws(ProcessionError) {
        texts.removeAll(reserving: values.reduce(0) { $0 + $1.textLength })
        var position: Int32 = 0
        for value in values {
            position += 1
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, position)
                case .integer(let number): sqlite3_bind_int64(handle, position, Int64(number))
                case .real(let number): sqlite3_bind_double(handle, position, number)
                case .text(let text): bind(texts.append(text), at: position)
                }
            guard code == SQLITE_OK else { throw ProcessionError(sqlite: connection, code: code) }
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(ProcessionError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw ProcessionError(sqlite: connection, code: code)
        }
    }

    func reset() {
        sqlite3_reset(handle)
        if texts.isLarge {
            sqlite3_clear_bindings(handle)
            texts.free()
        }
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(handle, Int32(column))) }
    func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private func bind(_ text: UnsafeBufferPointer<CChar>, at position: Int32) -> Int32 {
        // Without a destructor, SQLite reads the text where it is until something else is bound.
        sqlite3_bind_text(handle, position, text.baseAddress, Int32(text.count), nil)
    }
}

extension SQLValue {
    /// In bytes.
    fileprivate var textLength: Int { if case .text(let text) = self { text.utf8.count } else { 0 } }
}
