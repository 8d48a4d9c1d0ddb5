import Procession
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("SQLite conforms to the contract of a store")
struct StoreConformanceTests {
    @Test("conformance", .timeLimit(.minutes(1)), arguments: StoreConformance.checks)
    func conforms(_ check: StoreConformance.Check) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await check.run { try await SQLProcessStore.sqlite(at: folder.path("procession.db"), access: .owner()) }
    }

    @Test("no two checks have the same name")
    func names() {
        let names = StoreConformance.checks.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count > 100)
    }
}
