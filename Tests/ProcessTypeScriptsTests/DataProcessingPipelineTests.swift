import Foundation
import Procession
import Testing

@Suite("data-processing-pipeline", .timeLimit(.minutes(1)))
struct DataProcessingPipelineTests {
    /// Runs the tasks on a file until one fails; the last that ran.
    private func runPipeline(on input: Value, in folder: URL, user: Value = "anonymous") async throws -> TaskRun {
        let process = try BundledProcess(
            "data-processing-pipeline",
            inputs: ["input_file": input, "output_dir": folder("out"), "user_id": user])
        return try await process.run("load", "process", "report", "analyse")
    }

    private func analysis(in folder: URL) throws -> [String: Any] {
        let text = try Data(contentsOf: folder.appending(path: "out/analysis.json"))
        return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    }

    @Test("the sample becomes a self-contained report and an analysis")
    func sample() async throws {
        try await withScratchFolder { folder in
            let run = try await runPipeline(on: BundledProcess.data("sample-input.json"), in: folder, user: "ada")
            #expect(run.failure == nil)
            #expect(run.printed.contains("2 records occurred more than once"))
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
            #expect(run.failure == nil)
            #expect(run.printed == "The input held no records.\n")
            #expect(try analysis(in: folder)["rows"] as? Int == 0)
        }
    }

    @Test("an array is read like one record a line, nested objects and byte order mark included")
    func array() async throws {
        let records = #"{"id": 1, "place": {"city": "Oslo"}}"# + ",\n" + #"{"id": 2, "place": {"city": " Oslo "}}"#
        try await withScratchFolder { folder in
            for text in ["\u{FEFF}[\(records)]", records.replacing(",\n", with: "\r\n")] {
                let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
                #expect(run.failure == nil)
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
            ("[{\"a\": 1}", "Expecting ',' delimiter")
        ])
    func badLine(text: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(
                run.complaints.hasPrefix("error: ") && run.complaints.contains(reason), "\(run.complaints)")
            #expect(!folder.has("out/loaded.jsonl"))
        }
    }

    @Test("a record without bounds is refused", arguments: [("[", "nested too deeply"), ("9", "the number 9999")])
    func boundless(character: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let text = "{\"a\": " + String(repeating: character, count: 100_000) + "}"
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(run.failure?.contains("bad line 1: \(reason)") == true, "\(run)")
        }
    }

    @Test("all bad lines are found, the first ten shown")
    func manyBadLines() async throws {
        try await withScratchFolder { folder in
            let text = String(repeating: "nonsense\n", count: 25)
            let run = try await runPipeline(on: folder.write("input.json", text), in: folder)
            #expect(run.complaints.contains("bad line 10:"))
            #expect(!run.complaints.contains("bad line 11:"))
            #expect(run.failure?.contains("bad line 1: Expecting value at column 1 (and 24 more)") == true)
        }
    }

    @Test("bytes that are not UTF-8 are named, not guessed")
    func notUTF8() async throws {
        try await withScratchFolder { folder in
            let input = folder.appending(path: "input.json")
            try Data("{\"a\": \"".utf8 + [0xFF, 0xFE] + "\"}\n".utf8).write(to: input)
            let run = try await runPipeline(on: folder("input.json"), in: folder)
            #expect(run.failure?.contains("bad line 1: not UTF-8 at byte 8") == true)
        }
    }

    @Test("markup and commands in values, field names and the user's name stay text")
    func hostileValues() async throws {
        let record = #"{"<script>x</script>": "<img src=x>", "$(touch pwned)": 1, "lone": "\ud800", "ü\u0000": "'\""}"#
        try await withScratchFolder { folder in
            let input = try folder.write("<b> $(id).json", record + "\n" + record.replacing("1", with: "2"))
            let run = try await runPipeline(on: input, in: folder, user: "--x $(id) <i>&")
            #expect(run.failure == nil)
            let page = try folder.text("out/report.html")
            #expect(!page.contains("<script>") && !page.contains("<img") && !page.contains("<i>"))
            #expect(page.contains("--x $(id) &lt;i&gt;&amp;"))
        }
        #expect(!BundledProcess.folder.has("pwned"))
    }

    @Test("numbers at the edge of what fits are profiled")
    func extremeNumbers() async throws {
        try await withScratchFolder { folder in
            let values = ["1e300", "-1e300", "5e-324", "0", "1", "1.0000000000000002"]
            let lines = values.map { "{\"value\": \($0), \"same\": 1e300}" }
            let run = try await runPipeline(on: folder.write("in.json", lines.joined(separator: "\n")), in: folder)
            #expect(run.failure == nil)
        }
    }

    @Test("a failure leaves the earlier file as it was")
    func failureKeepsFile() async throws {
        try await withScratchFolder { folder in
            try folder.write("out/loaded.jsonl", "earlier\n")
            let run = try await runPipeline(on: folder.write("input.json", "{\"a\": 1}\nx"), in: folder)
            #expect(run.failure?.contains("bad line 2") == true)
            #expect(try folder.text("out/loaded.jsonl") == "earlier\n")
            #expect(try folder.names(in: "out") == ["loaded.jsonl"])
        }
    }

    @Test("a report that was cut short is refused")
    func damagedReport() async throws {
        try await withScratchFolder { folder in
            let process = try BundledProcess(
                "data-processing-pipeline",
                inputs: ["input_file": BundledProcess.data("sample-input.json"), "output_dir": folder("out")])
            try await process.run("load", "process", "report")
            try folder.write("out/report.html", String(folder.text("out/report.html").dropLast(100)))
            let run = try await process.run("analyse")
            #expect(run.failure?.contains("is not whole") == true)
        }
    }
}
