import Foundation
import Procession
import ProcessionYAML
import StandardPlugins
import Testing

/// The schema for editors against the loader, judged by the Python package jsonschema.
@Suite("The schema for editors", .timeLimit(.minutes(2)))
struct EditorSchemaTests {
    /// What is wrong with a file so that its form alone tells: a schema must see it, too.
    private static let formal: Set<Diagnostic.Code> = [
        "unknown-key", "wrong-type", "missing-key", "invalid-name", "missing-executor", "several-executors",
        "unknown-executor", "missing-task", "not-supported"
    ]

    /// What one key says of another, such as the type of a default, is beyond its form.
    private static func isFormal(_ diagnostic: Diagnostic) -> Bool {
        formal.contains(diagnostic.code) && diagnostic.keyPath?.hasSuffix(".default") != true
    }

    /// Which documents the schema refuses, each with the first reason.
    private static func refused(_ documents: [(name: String, value: Value)], by schema: Value) throws -> [String:
        String]
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = Value.list(documents.map { [.string($0.name), $0.value] })
        try Value.map(["schema": schema, "cases": cases]).json
            .write(to: folder.appending(path: "cases.json"), atomically: true, encoding: .utf8)
        let script = """
            import json, sys, jsonschema
            given = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(given["schema"])
            validator = jsonschema.Draft202012Validator(given["schema"])
            refused = {}
            for name, value in given["cases"]:
                error = next(iter(validator.iter_errors(value)), None)
                if error: refused[name] = "/".join(map(str, error.absolute_path)) + ": " + error.message[:200]
            json.dump(refused, open(sys.argv[2], "w"))
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", script, folder.appending(path: "cases.json").path,
            folder.appending(path: "refused.json").path
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 with the package jsonschema is needed")
        return try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: folder.appending(path: "refused.json")))
    }

    @Test("it accepts every golden file that loads, and refuses those whose form is wrong")
    func goldens() throws {
        let executors = try ExecutorRegistry.samples()
        let loader = ProcessTypeLoader(executors: executors)
        let documents = GoldenCase.all.compactMap { golden in
            ProcessTypeLoader.document(in: golden.input, file: golden.name + ".yaml").map { (golden.name, $0) }
        }
        #expect(documents.count > 40)
        let refused = try Self.refused(documents, by: EditorSchema.processType(executors: executors))
        for (name, document) in documents {
            guard let golden = GoldenCase.all.first(where: { $0.name == name }) else { continue }
            let loaded = loader.load(text: golden.input, file: name + ".yaml")
            if loaded.type != nil {
                // To JSON, the text null and a key without a value are the same; the schema takes both for a mistake.
                if document.json.contains("null") { continue }
                #expect(refused[name] == nil, "\(name) loads, and the schema refuses it: \(refused[name] ?? "")")
            } else if loaded.diagnostics.contains(where: Self.isFormal) {
                #expect(refused[name] != nil, "\(name) does not load, and the schema accepts it")
            }
        }
    }

    @Test("it accepts every bundled type and its tests")
    func bundled() throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: ProcessTypeRegistry())
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../process-types")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 10)
        let documents = try files.map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return (name, try #require(ProcessTypeLoader.document(in: text, file: name)))
        }
        let isTest = { (document: (String, Value)) in document.0.hasSuffix(".test.yaml") }
        let types = documents.filter { !isTest($0) }
        #expect(try Self.refused(types, by: EditorSchema.processType(executors: executors)) == [:])
        #expect(try Self.refused(documents.filter(isTest), by: EditorSchema.tests) == [:])
        #expect(try Self.refused(types, by: EditorSchema.tests).count == types.count)
    }

    @Test("it knows what keys say of each other, and which numbers are integers, as the loader does")
    func relations() throws {
        let task = "tasks: [{name: a, shell: x}]"
        let cases: [(text: String, loads: Bool)] = [
            ("\(task)\nschedules: [{id: n, cron: '@daily'}]", true),
            ("\(task)\nschedules: [{id: n, every: 5m}]", true), ("\(task)\nschedules: [{id: n}]", false),
            ("\(task)\nschedules: [{id: n, cron: '@daily', every: 5m}]", false),
            ("\(task)\nschedules: [{id: n, cron: '@daily', time_zone: Europe/Berlin}]", true),
            ("\(task)\nschedules: [{id: n, every: 5m, time_zone: Europe/Berlin}]", false),
            ("tasks: [{name: a, shell: x, for_each: [1], max_parallel: 2}]", true),
            ("tasks: [{name: a, shell: x, max_parallel: 2}]", false),
            ("priority: 5.0\n\(task)", true), ("priority: 5.5\n\(task)", false), ("priority: 5e9\n\(task)", false),
            ("tasks: [{name: a, shell: x, retry: 2.0}]", true),
            ("\(task)\ninputs: {i: {type: path, must_exist: true}}", true),
            ("\(task)\ninputs: {i: {type: string, must_exist: true}}", false),
            ("\(task)\ninputs: {i: {must_exist: true}}", false), ("\(task)\ninputs: {i: {must_exist: false}}", true),
            ("\(task)\ninputs: {i: {pattern: x}}", true), ("\(task)\ninputs: {i: {minimum: 1}}", false),
            ("\(task)\ninputs: {i: {type: integer, pattern: x}}", false),
            ("\(task)\ninputs: {i: {type: list, min_length: 1, items: path}}", true),
            ("\(task)\ninputs: {i: {secret: true, required: true}}", true),
            ("\(task)\ninputs: {i: {secret: true, default: x}}", false),
            ("\(task)\ninputs: {i: {type: integer, secret: true}}", false),
            ("\(task)\ninputs: {i: {enum: []}}", false), ("\(task)\ninputs: {i: {enum: [a]}}", true),
            ("tasks: [{name: a, shell: x}, {name: b, shell: x, needs: [a, a]}]", false),
            ("\(task)\nsecrets: [A, A]", false)
        ]
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: ProcessTypeRegistry())
        let loader = ProcessTypeLoader(executors: executors)
        let documents = try cases.enumerated().map { index, given in
            ("\(index)", try #require(ProcessTypeLoader.document(in: "name: x\n\(given.text)", file: "x.yaml")))
        }
        let refused = try Self.refused(documents, by: EditorSchema.processType(executors: executors))
        for (index, given) in cases.enumerated() {
            let loaded = loader.load(text: "name: x\n\(given.text)", file: "x.yaml")
            #expect((loaded.type != nil) == given.loads, "\(given.text): \(loaded.diagnostics)")
            #expect((refused["\(index)"] == nil) == given.loads, "\(given.text): \(refused["\(index)"] ?? "")")
        }
    }
}
