import Foundation
import Testing

@Suite("data-processing-pipeline", .timeLimit(.minutes(1)))
struct DataProcessingPipelineTests {
    /// Runs all four tasks on a file; the last one that ran, for what it says.
    private func runPipeline(on input: String, in folder: URL, user: String = "anonymous") async throws -> TaskRun {
        let type = BundledType(
            name: "data-processing-pipeline",
            inputs: ["input_file": input, "output_dir": folder("out"), "batch_size": "100"])
        let load = try await type.script("load_data.py", input, folder("out/loaded.jsonl"))
        guard load.exitStatus == 0 else { return load }
        let process = try await type.run("process")
        guard process.exitStatus == 0 else { return process }
        let report = try await type.script(
            "generate_report.py", "--source=\(input)", "--user=\(user)", folder("out/processed.json"),
            folder("out/report.html"))
        guard report.exitStatus == 0 else { return report }
        return try await type.script(
            "analyse_report.py", folder("out/processed.json"), folder("out/report.html"), folder("out/analysis.json"))
    }

    private func analysis(in folder: URL) throws -> [String: Any] {
        let text = try Data(contentsOf: folder.appending(path: "out/analysis.json"))
        return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    }

    @Test("the sample becomes a self-contained report and an analysis")
    func sample() async throws {
        try await withScratchFolder { folder in
            let run = try await runPipeline(on: BundledType.data("sample-input.json"), in: folder, user: "ada")
            #expect(run.exitStatus == 0, "\(run.standardError)")
            #expect(run.standardOutput.contains("2 records occurred more than once"))
            #expect(try analysis(in: folder)["rows"] as? Int == 479)

            let page = try folder.text("out/report.html")
            #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
            #expect(page.contains("Processed for ada in 5 batches"))
            #expect(page.contains("<svg") && page.contains("prefers-color-scheme: dark"))
            #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
        }
    }

    @Test("no records give a report of 0 rows", arguments: ["", "\n \n", "[]", "\u{FEFF}"])
    func empty(text: String) async throws {
        try await withScratchFolder { folder in
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(run.exitStatus == 0, "\(run.standardError)")
            #expect(run.standardOutput == "The input held no records.\n")
            #expect(try analysis(in: folder)["rows"] as? Int == 0)
        }
    }

    @Test("an array is read like one record a line, nested objects and byte order mark included")
    func array() async throws {
        let records = #"{"id": 1, "place": {"city": "Oslo"}}"# + ",\n" + #"{"id": 2, "place": {"city": " Oslo "}}"#
        try await withScratchFolder { folder in
            for text in ["\u{FEFF}[\(records)]", records.replacing(",\n", with: "\r\n")] {
                let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
                #expect(run.exitStatus == 0, "\(run.standardError)")
                #expect(try folder.text("out/report.html").contains("place.city"))
                #expect(
                    try analysis(in: folder)["findings"] as? [String] == ["'place.city' always has the same value."])
            }
        }
    }

    @Test(
        "a bad record is named with its line and reason",
        arguments: [
            ("{\"a\": 1}\n{\"a\": }", "bad line 2: Expecting value at column 7"),
            ("{\"a\": 1}\n\n[1]", "bad line 3: expected an object, found a list"),
            ("{\"a\": NaN}", "bad line 1: NaN is not JSON"),
            ("{\"a\": {\"b\": 1e999}}", "bad line 1: the number 1e999 is too large"),
            ("[{\"a\": 1}, 2]", "bad record 2: expected an object, found a number"),
            ("[{\"a\": 1}", "Expecting ',' delimiter"),
            ("{\"a\": " + String(repeating: "[", count: 100_000), "bad line 1: nested too deeply"),
            ("{\"a\": 1" + String(repeating: "0", count: 5_000) + "}", "bad line 1: the number 1000")
        ])
    func badLine(text: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(run.exitStatus == 1)
            #expect(
                run.standardError.hasPrefix("error: ") && run.standardError.contains(reason), "\(run.standardError)")
            #expect(!FileManager.default.fileExists(atPath: folder("out/loaded.jsonl")))
        }
    }

    @Test("all bad lines are found, the first ten shown")
    func manyBadLines() async throws {
        try await withScratchFolder { folder in
            let text = String(repeating: "nonsense\n", count: 25)
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(run.standardError.contains("bad line 10:"))
            #expect(!run.standardError.contains("bad line 11:"))
            #expect(run.standardError.contains("and 15 more"))
        }
    }

    @Test("bytes that are not UTF-8 are named, not guessed")
    func notUTF8() async throws {
        try await withScratchFolder { folder in
            let input = folder.appending(path: "input.json")
            try Data("{\"a\": \"".utf8 + [0xFF, 0xFE] + "\"}\n".utf8).write(to: input)
            let run = try await runPipeline(on: input.path, in: folder)
            #expect(run.exitStatus == 1)
            #expect(run.standardError.contains("bad line 1: not UTF-8 at byte 8"))
        }
    }

    @Test("markup and commands in values, field names and the user's name stay text")
    func hostileValues() async throws {
        let record = #"{"<script>x</script>": "<img src=x>", "$(touch pwned)": 1, "lone": "\ud800", "ü\u0000": "'\""}"#
        try await withScratchFolder { folder in
            let input = try folder.write("<b> $(id).json", record + "\n" + record.replacing("1", with: "2"))
            let run = try await runPipeline(on: input, in: folder, user: "--x $(id) <i>&")
            #expect(run.exitStatus == 0, "\(run.standardError)")
            let page = try folder.text("out/report.html")
            #expect(!page.contains("<script>") && !page.contains("<img") && !page.contains("<i>"))
            #expect(page.contains("--x $(id) &lt;i&gt;&amp;"))
        }
        #expect(!FileManager.default.fileExists(atPath: BundledType.folder.appending(path: "pwned").path))
    }

    @Test("numbers at the edge of what fits are profiled")
    func extremeNumbers() async throws {
        try await withScratchFolder { folder in
            let values = ["1e300", "-1e300", "5e-324", "0", "1", "1.0000000000000002"]
            let lines = values.map { "{\"value\": \($0), \"same\": 1e300}" }
            let run = try await runPipeline(on: folder.write("in.json", lines.joined(separator: "\n")), in: folder)
            #expect(run.exitStatus == 0, "\(run.standardError)")
        }
    }

    @Test("a failure leaves the earlier file as it was")
    func failureKeepsFile() async throws {
        try await withScratchFolder { folder in
            try folder.write("out/loaded.jsonl", "earlier\n")
            let run = try await runPipeline(on: folder.write("input.json", "{\"a\": 1}\nx"), in: folder)
            #expect(run.exitStatus == 1)
            #expect(try folder.text("out/loaded.jsonl") == "earlier\n")
            #expect(try folder.names(in: "out") == ["loaded.jsonl"])
        }
    }

    @Test("a report that was cut short is refused")
    func damagedReport() async throws {
        try await withScratchFolder { folder in
            _ = try await runPipeline(on: BundledType.data("sample-input.json"), in: folder)
            try folder.write("out/report.html", String(folder.text("out/report.html").dropLast(100)))
            let run = try await BundledType(name: "data-processing-pipeline", inputs: [:]).script(
                "analyse_report.py", folder("out/processed.json"), folder("out/report.html"), folder("out/a.json"))
            #expect(run.exitStatus == 1)
            #expect(run.standardError.contains("is not whole"))
        }
    }
}
