import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Bundled types")
struct BundledTypesTests {
    static let names = [
        "backup-process", "data-processing-pipeline", "deployment-pipeline", "etl-pipeline", "log-report"
    ]

    @Test("the folder holds the types that are tested here, and no others")
    func listing() throws {
        let files = try BundledProcess.folder.names().filter { $0.hasSuffix(".yaml") }
        // The type that the maintenance plugin brings has its tests here as well.
        let expected = Self.names.flatMap { ["\($0).test.yaml", "\($0).yaml"] } + ["procession-maintenance.test.yaml"]
        #expect(files == expected)
    }

    @Test("a type loads without an error or a warning, and says what it is for and how to run it", arguments: names)
    func loads(name: String) throws {
        let loaded = ProcessTypeLoader(executors: try BundledProcess.executors())
            .load(file: BundledProcess.folder.path("\(name).yaml"))
        #expect(loaded.diagnostics.map { $0.rendered() } == [])
        let descriptor = try #require(loaded.type?.descriptor)
        #expect(descriptor.summary != nil)
        #expect(descriptor.description?.contains("procession run \(name) ") == true)
        for input in descriptor.inputs.inputs {
            #expect(input.description != nil, "\(input.name)")
        }
    }
}
