import Foundation
import Testing

@Suite("log-report", .timeLimit(.minutes(1)))
struct LogReportTests {
    private func report(of log: String, top: Int = 10) -> BundledType {
        BundledType(name: "log-report", inputs: ["log_file": log, "top": "\(top)"], environment: ["LC_ALL": "C"])
    }

    @Test("the sample is counted, and the report is kept as Markdown")
    func sample() async throws {
        try await withScratchFolder { folder in
            let type = report(of: BundledType.data("access.log"), top: 3)
            let count = try await type.run("count")
            #expect(count.outputs["requests"] == "702")
            #expect(count.outputs["server_errors"] == "6")
            #expect(count.outputs["error_rate"] == "0.0085")
            let tables = try await [
                "status_codes": type.run("status-codes").outputs["table"],
                "top_paths": type.run("top-paths").outputs["table"],
                "busiest_hours": type.run("busiest-hours").outputs["table"]
            ].compactMapValues { $0 }
            #expect(tables["top_paths"]?.hasPrefix("| / | 118 | 0.0 % |\n| /static/site.css | 101 |") == true)
            #expect(tables["busiest_hours"]?.split(separator: "\n").count == 3)

            var variables = tables.merging(["report_file": folder("reports/today.md")]) { $1 }
            for name in ["requests", "bytes", "error_rate"] { variables[name] = count.outputs[name] }
            let run = try await type.run("report", variables)
            #expect(run.exitStatus == 0, "\(run.standardError)")
            #expect(try folder.text("reports/today.md") == run.standardOutput)
            #expect(run.standardOutput.hasPrefix("# Access report of access.log\n\n702 requests, 16496590 bytes"))
            #expect(try folder.names(in: "reports") == ["today.md"])
        }
    }

    @Test("an empty log gives zeros", arguments: ["", "\n\n"])
    func empty(text: String) async throws {
        try await withScratchFolder { folder in
            let type = try report(of: folder.write("empty.log", text))
            let count = try await type.run("count")
            #expect(count.exitStatus == 0 && count.standardError.isEmpty)
            #expect(count.outputs["requests"] == "0" && count.outputs["error_rate"] == "0.0000")
            for task in ["status-codes", "top-paths", "busiest-hours"] {
                #expect(try await type.run(task).outputs == ["table": ""])
            }
        }
    }

    @Test(
        "a path is what the request asked for, whatever it was",
        arguments: [
            ("\"GET /a?b=1 HTTP/1.1\" 200 5", "| /a | 1 | 0.0 % |"),
            ("\"GET /a|b HTTP/1.1\" 500 -", "| /a%7Cb | 1 | 100.0 % |"),
            ("\"GET /\\\"q\\\" HTTP/1.1\" 200 5 \"-\" \"x\"", "| /%22q%22 | 1 | 0.0 % |"),
            ("\"GET /$(touch${IFS}pwned) HTTP/1.1\" 200 5", "| /$(touch${IFS}pwned) | 1 | 0.0 % |"),
            ("\"\\x16\\x03 junk from a scanner\" 400 0", "| \\x16\\x03 junk from a scanner | 1 | 0.0 % |"),
            ("\"-\" 408 0", "| - | 1 | 0.0 % |"),
            ("\"GET /ä HTTP/2\" 404 1", "| /ä | 1 | 0.0 % |"),
            ("\"GET table<<END HTTP/1.1\" 200 1", "| table<<END | 1 | 0.0 % |")
        ])
    func paths(line: String, row: String) async throws {
        try await withScratchFolder { folder in
            let log = try folder.write("access.log", "::1 - - [02/Mar/2026:09:14:07 +0000] \(line)\r\n")
            let type = report(of: log)
            #expect(try await type.run("top-paths").outputs == ["table": row])
            #expect(try await type.run("busiest-hours").outputs == ["table": "| 02/Mar/2026 09:00 | 1 |"])
        }
    }

    @Test("lines that are not requests are counted and the first five shown")
    func malformed() async throws {
        try await withScratchFolder { folder in
            let log = String(repeating: "Listening on port 80\n", count: 7) + "x \"GET / HTTP/1.1\" OK\n"
            let count = try await report(of: folder.write("access.log", log)).run("count")
            #expect(count.exitStatus == 0)
            #expect(count.outputs["requests"] == "0")
            #expect(count.standardError.contains("line 5 is not a request: no quoted request\n"))
            #expect(!count.standardError.contains("line 6"))
            #expect(count.standardError.contains("lines that are not requests: 8\n"))
        }
    }

    @Test("a compressed log is read as it is, one that is cut short or missing fails")
    func compressed() async throws {
        try await withScratchFolder { folder in
            _ = try await BundledType.python(
                """
                import gzip
                packed = gzip.compress(open(sys.argv[1], "rb").read())
                open(sys.argv[2], "wb").write(packed)
                open(sys.argv[3], "wb").write(packed[:5000])
                """, BundledType.data("access.log"), folder("a=1.log.gz"), folder("cut.log.gz"))
            #expect(try await report(of: folder("a=1.log.gz")).run("count").outputs["requests"] == "702")
            for task in ["count", "status-codes", "top-paths", "busiest-hours"] {
                #expect(try await report(of: folder("cut.log.gz")).run(task).exitStatus != 0)
                #expect(try await report(of: folder("missing.log")).run(task).exitStatus != 0)
            }
        }
    }
}
