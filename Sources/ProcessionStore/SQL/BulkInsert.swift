import Procession

/// Collects rows of one table and inserts many of them with one statement.
struct BulkInsert {
    /// Rows a statement; more gain nothing measurable.
    private static let chunk = 32

    /// The statements for one table, made once.
    struct Target {
        let width: Int
        let single: SQLText
        let multiple: SQLText

        init(_ table: String, _ columns: [String], conflict: String = "") {
            width = columns.count
            let head = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
            let row = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
            single = SQLText(generated: head + row + conflict)
            let rows = Array(repeating: row, count: BulkInsert.chunk).joined(separator: ", ")
            multiple = SQLText(generated: head + rows + conflict)
        }
    }

    private let target: Target
    private var values: [SQLValue] = []

    init(_ target: Target) { self.target = target }

    /// Adds a row, its values in the order of the target's columns.
    mutating func append(_ row: [SQLValue]) { values.append(contentsOf: row) }

    /// Inserts the rows in the order in which they were added, and forgets them.
    mutating func flush(_ connection: any SQLConnection) throws(ProcessionError) {
        var start = 0
        while start < values.count {
            let left = values.count - start
            let size = left >= Self.chunk * target.width ? Self.chunk * target.width : target.width
            try connection.execute(
                size == target.width ? target.single : target.multiple, values[start..<start + size])
            start += size
        }
        values.removeAll(keepingCapacity: true)
    }
}
