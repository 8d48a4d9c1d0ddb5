/// How far the tables of a database are, beside what this program knows.
public struct SchemaState: Sendable, Equatable {
    /// A migration that is still to be carried out.
    public struct Step: Sendable, Equatable {
        public var version: Int
        public var name: String
    }

    /// 0 for a file without tables.
    public var version: Int
    public var newestVersion: Int
    /// In order; empty if the database is up to date.
    public var pending: [Step]

    init(version: Int) {
        self.version = version
        newestVersion = SchemaMigrator.newestVersion
        pending = SchemaMigrator.migrations.filter { $0.version > version }
            .map { Step(version: $0.version, name: $0.name) }
    }
}
