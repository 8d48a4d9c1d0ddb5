import Testing

@Suite("Layers")
struct LayeringTests {
    @Test("every target imports only what its row of the layer table allows")
    func importsStayInTheirLayer() throws {
        let rows = Dictionary(uniqueKeysWithValues: Layer.table.map { ($0.target, $0.allowed) })
        for target in try Repository.targets() where target.name != Layer.compositionRoot {
            let allowed = try #require(rows[target.name], "\(target.name) has no row in Layer.table: give it one")
            for file in try target.files {
                for found in file.imports where !allowed.contains(found.module) {
                    Issue.record("\(file.path):\(found.line): \(target.name) may not import \(found.module)")
                }
            }
        }
    }

    @Test("no row lets a target import one that is above it")
    func tableHasNoCycle() {
        var below: Set<String> = []
        let targets = Set(Layer.table.map(\.target))
        var waiting = Layer.table
        while let index = waiting.firstIndex(where: { $0.allowed.intersection(targets).isSubset(of: below) }) {
            below.insert(waiting.remove(at: index).target)
        }
        #expect(waiting.map(\.target) == [])
    }

    @Test(
        "imports are read in all their forms",
        arguments: [
            ("import Foundation", ["Foundation"]),
            ("public import struct Foundation.Date", ["Foundation"]),
            ("@preconcurrency import GRDB", ["GRDB"]),
            ("    package import Logging", ["Logging"]),
            ("// import Nothing", []),
            ("/* about\nimport Nothing\n*/\nimport Logging", ["Logging"]),
            ("let script = \"\"\"\n    import json\n    \"\"\"\nimport Logging", ["Logging"]),
            ("let text = \"\"\"a\"\"\"\nimport Logging", ["Logging"]),
            ("let important = 1", [])
        ])
    func importForms(text: String, modules: [String]) {
        #expect(SourceFile(path: "Example.swift", text: text).imports.map(\.module) == modules)
    }
}
