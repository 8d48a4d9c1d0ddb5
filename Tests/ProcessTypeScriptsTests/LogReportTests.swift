import Foundation
import Procession
import Testing

@Suite("log-report", .timeLimit(.minutes(1)))
struct LogReportTests {
    private func report(of log: Value, top: Value = 10, to file: Value = .null) throws -> BundledProcess {
        try BundledProcess("log-report", inputs: ["log_file": log, "top": top, "report_file": file])
    }

    @Test("the sample is counted, and the report is kept as Markdown")
    func sample() async throws {
        try await withScratchFolder { folder in
            let process = try report(
                of: BundledProcess.data("access.log"), top: 3, to: folder("reports/today.md"))
            #expect(
                try await process.run("count").outputs == [
                    "requests": 702, "bytes": 16_496_590, "client_errors": 12, "server_errors": 6, "error_rate": 0.0085
                ])
            let run = try await process.run("status-codes", "top-paths", "busiest-hours", "report")
            #expect(run.failure == nil)
            #expect(
                run.printed == """
                    # Access report of access.log

                    702 requests, 16496590 bytes, server error rate 0.0085

                    | Status | Requests |
                    | --- | ---: |
                    | 200 | 643 |
                    | 302 | 19 |
                    | 304 | 22 |
                    | 400 | 1 |
                    | 404 | 11 |
                    | 502 | 2 |
                    | 503 | 4 |

                    | Path | Requests | Server errors |
                    | --- | ---: | ---: |
                    | / | 118 | 0.0 % |
                    | /static/site.css | 101 | 0.0 % |
                    | /products | 82 | 0.0 % |

                    | Hour | Requests |
                    | --- | ---: |
                    | 02/Mar/2026 14:00 | 69 |
                    | 02/Mar/2026 16:00 | 60 |
                    | 02/Mar/2026 15:00 | 55 |

                    """)
            #expect(try folder.text("reports/today.md") == run.printed)
            #expect(try folder.names(in: "reports") == ["today.md"])
        }
    }

    @Test("an empty log gives zeros", arguments: ["", "\n\n"])
    func empty(text: String) async throws {
        try await withScratchFolder { folder in
            let process = try report(of: folder.write("empty.log", text))
            let count = try await process.run("count")
            #expect(count.failure == nil && count.complaints.isEmpty)
            #expect(count.outputs["requests"] == 0 && count.outputs["error_rate"] == 0.0)
            for task: TaskName in ["status-codes", "top-paths", "busiest-hours"] {
                #expect(try await process.run(task).outputs == ["table": ""])
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
            let process = try report(of: log)
            #expect(try await process.run("top-paths").outputs == ["table": .string(row)])
            #expect(try await process.run("busiest-hours").outputs == ["table": "| 02/Mar/2026 09:00 | 1 |"])
        }
    }

    @Test("lines that are not requests are counted and the first five shown")
    func malformed() async throws {
        try await withScratchFolder { folder in
            let log = String(repeating: "Listening on port 80\n", count: 7) + "x \"GET / HTTP/1.1\" OK\n"
            let count = try await report(of: folder.write("access.log", log)).run("count")
            #expect(count.failure == nil)
            #expect(count.outputs["requests"] == 0)
            #expect(count.complaints.contains("line 5 is not a request: no quoted request\n"))
            #expect(!count.complaints.contains("line 6"))
            #expect(count.complaints.contains("lines that are not requests: 8\n"))
        }
    }

    @Test("a compressed log is read as it is, one that is cut short or missing fails")
    func compressed() async throws {
        try await withScratchFolder { folder in
            _ = try await python(
                """
                import gzip
                packed = gzip.compress(open(sys.argv[1], "rb").read())
                open(sys.argv[2], "wb").write(packed)
                open(sys.argv[3], "wb").write(packed[:5000])
                """, BundledProcess.data("access.log"), folder("a=1.log.gz"), folder("cut.log.gz"))
            #expect(try await report(of: folder("a=1.log.gz")).run("count").outputs["requests"] == 702)
            for task: TaskName in ["count", "status-codes", "top-paths", "busiest-hours"] {
                #expect(try await report(of: folder("cut.log.gz")).run(task).failure != nil)
                #expect(try await report(of: folder("missing.log")).run(task).failure != nil)
            }
        }
    }
}
