import Foundation
import Procession
import ProcessionYAML
import StandardPlugins
import Testing

/// The schema for editors against the loader, judged by the Python package jsonschema.
@Suite("The schema for editors", .timeLimit(.minutes(5)))
struct EditorSchemaTests {
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

    /// What loads is never refused; what doesn't load is refused wherever a schema can tell.
    private func expectAgreement(on name: String, _ loaded: LoadedFile, _ reason: String?) {
        if loaded.type != nil {
            #expect(reason == nil, "\(name) loads, and the schema refuses it: \(reason ?? "")")
        } else if reason == nil {
            let told = loaded.diagnostics.filter { $0.severity == .error && !BeyondSchema.contains($0) }
            #expect(
                told.isEmpty,
                "\(name) does not load, and the schema accepts it: \(told.map { "\($0.code) \($0.message)" })")
        }
    }

    @Test("whatever a value is replaced with, it refuses nothing that loads", arguments: SoundFile.all)
    func mutations(of file: SoundFile) throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: ProcessTypeRegistry())
        let loader = ProcessTypeLoader(executors: executors)
        let documents = [(name: "as it is", value: file.value)] + file.mutations
        #expect(loader.load(text: file.value.json, file: "x.yaml").diagnostics == [])
        let refused = try Self.refused(documents, by: EditorSchema.processType(executors: executors))
        for (name, document) in documents {
            expectAgreement(on: name, loader.load(text: document.json, file: "x.yaml"), refused[name])
        }
    }

    @Test(
        "it says of texts with a grammar what the loader says",
        arguments: [
            (
                "schedules: [{id: n, cron: VALUE}]",
                [
                    "* * * * *", " 0  3 * * * ", "@daily", "@Weekly", "@reboot", "@every 5m", "60 * * * *",
                    "59 23 31 12 7",
                    "00 03 * * *", "*/15 9-17 1,15 jan-DEC Mon", "*/60 * * * *", "*/59 * * * *", "*/0 * * * *",
                    "0 0 L * *", "0 0 l-3,LW,15w * *", "0 0 32W * *", "0 0 * * friL", "0 0 * * 5#2,7#5", "0 0 * * 1#6",
                    "0 0 * * L", "0 0 ? * ?", "? * * * *", "0 0 ?,1 * *", "0 0 1/2 * *", "0 0 1-/2 * *", "0 0 L/2 * *",
                    "0,,1 * * * *", "0 0 * * fri-sun", "* * * *", "* * * * * *", "", "0 0 0 * *", "0 0 * 13 *",
                    "0 0 * * 8",
                    "0000000060 * * * *", "0000000059 * * * *", "1 2 3 foo *"
                ]
            ),
            (
                "schedules: [{id: n, every: VALUE}]",
                ["1s", "999ms", "1000ms", "0s999ms", "366d", "367d", "8784h", "8785h", "527041m", "0s", "1m30s", "5"]
            ),
            (
                "timeout: VALUE",
                [
                    "1ms", "0ms", "0d0h", "36500d", "36501d", "876000h", "876001h", "5m", "m", "5", "5m5m", "5s5m",
                    "1d2h3m4s5ms",
                    "00005m", "99999999999999999999s"
                ]
            ),
            (
                "schedules: [{id: n, cron: '@daily', time_zone: VALUE}]",
                [
                    "UTC", "GMT", "Europe/Berlin", "US/Pacific", "Cuba", "CET", "PST", "utc", "Europe/Berln", "+02:00",
                    "GMT+2", ""
                ]
            ),
            (
                "inputs: {i: {type: date, default: VALUE}}",
                [
                    "2026-01-31", " 2026-01-31 ", "2026-02-29", "2024-02-29", "2000-02-29", "1900-02-29", "2026-13-01",
                    "2026-01-31T10:00", "x"
                ]
            ),
            (
                "inputs: {i: {type: url, default: VALUE}}",
                ["https://example.org/a", "https://", "mailto:a@b", "x", " https://e.org "]
            ),
            ("inputs: {i: {type: boolean, default: VALUE}}", ["true", " false ", "yes", "True"]),
            ("inputs: {i: {type: integer, default: VALUE}}", ["5", " +7 ", "5.0", "x", ""]),
            ("inputs: {i: {type: number, default: VALUE}}", ["5", "-1.5e3", "+5", ".5", "x"])
        ])
    func grammars(key: String, texts: [String]) throws {
        let loader = ProcessTypeLoader(executors: try ExecutorRegistry.samples())
        let documents = try texts.map { text in
            let yaml = "name: x\ntasks: [{name: a, shell: x}]\n" + key.replacing("VALUE", with: Value.string(text).json)
            return (text, yaml, try #require(ProcessTypeLoader.document(in: yaml, file: "x.yaml")))
        }
        let refused = try Self.refused(
            documents.map { ($0.0, $0.2) }, by: EditorSchema.processType(executors: loader.executors))
        for (text, yaml, _) in documents {
            let loaded = loader.load(text: yaml, file: "x.yaml")
            #expect(
                (refused[text] == nil) == (loaded.type != nil),
                "\(text.debugDescription): \(loaded.diagnostics.map(\.message))")
        }
    }

    @Test("it accepts every golden file that loads, and refuses the others wherever a schema can tell")
    func goldens() throws {
        let executors = try ExecutorRegistry.samples()
        let loader = ProcessTypeLoader(executors: executors)
        let documents = GoldenCase.all.compactMap { golden in
            ProcessTypeLoader.document(in: golden.input, file: golden.name + ".yaml").map { (golden.name, $0) }
        }
        #expect(documents.count > 40)
        let refused = try Self.refused(documents, by: EditorSchema.processType(executors: executors))
        for (name, _) in documents {
            guard let golden = GoldenCase.all.first(where: { $0.name == name }) else { continue }
            expectAgreement(on: name, loader.load(text: golden.input, file: name + ".yaml"), refused[name])
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
            ("\(task)\nschedules: [{id: n, cron: '@daily', every: 5m, time_zone: Europe/Berlin}]", false),
            ("\(task)\nsummary: null", false), ("\(task)\nsummary: ~", false), ("\(task)\nsummary: 'null'", true),
            ("\(task)\nenv: {A: null}", false), ("tasks: [{name: a, command: [echo, null]}]", false),
            ("tasks: [{name: a, command: [echo, 5, true, 1.50]}]", true), ("tasks: [{name: true, shell: x}]", true),
            ("tasks: [{name: a, http: {url: 'http://h/', expect: 200.0}}]", true),
            ("tasks: [{name: a, http: {url: 'http://h/', expect: 99}}]", false),
            ("tasks: [{name: a, script: {language: sh}}]", false),
            ("tasks: [{name: a, script: {language: sh, source: x, file: y}}]", false),
            ("tasks: [{name: a, wait: {}}]", false), ("tasks: [{name: a, wait: {until: '2026-02-29'}}]", false),
            ("tasks: [{name: a, database: {action: backup}}]", false),
            ("tasks: [{name: a, database: {action: check}}]", true), ("tasks: [{name: a, command: ['']}]", false),
            ("\(task)\ninputs: {i: {type: integer, default: x}}", false),
            ("\(task)\ninputs: {i: {type: list, items: integer, default: [x]}}", false),
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
            ("\(task)\nsecrets: [A, A]", false),
            ("\(task)\ninputs: {i: {type: integer, minimum: 5s}}", false),
            ("\(task)\ninputs: {i: {type: number, maximum: 5s}}", false),
            ("\(task)\ninputs: {i: {type: duration, minimum: 5s}}", true),
            ("tasks: [{name: a, shell: x, retry: {max_retries: 1, on: []}}]", false)
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
