import Foundation
import Testing

@Suite("etl-pipeline", .timeLimit(.minutes(1)))
struct ETLPipelineTests {
    private func etl(from sources: String, in folder: URL, maxRejected: Int = 10) -> BundledType {
        BundledType(
            name: "etl-pipeline",
            inputs: ["source_dir": sources, "database": folder("db/shop.db"), "max_rejected": "\(maxRejected)"],
            environment: ["staging_dir": folder("db/shop.db.staging-1")])
    }

    /// Runs the tasks until one fails; the runs by task name, and the name of the last.
    private func runTasks(_ type: BundledType) async throws -> (runs: [String: TaskRun], last: TaskRun) {
        async let customers = type.run("extract-customers")
        async let products = type.run("extract-products")
        async let orders = type.run("extract-orders")
        var runs = try await [
            "extract-customers": customers, "extract-products": products, "extract-orders": orders
        ]
        if let failed = runs.values.first(where: { $0.exitStatus != 0 }) { return (runs, failed) }
        for task in ["transform", "load"] {
            let run = try await type.run(task)
            runs[task] = run
            if run.exitStatus != 0 { return (runs, run) }
        }
        return (runs, try await type.run("clean-up"))
    }

    private func makeSources(
        in folder: URL, customers: String = "customer,name,country\nC1,Ada,NG\n",
        products: String = "product,category,price\nmug,home,11.00\n",
        orders: String = #"{"order": "A1", "day": "2026-03-01", "customer": "C1", "product": "mug", "quantity": 2}"#
    ) throws -> String {
        try folder.write("sources/customers.csv", customers)
        try folder.write("sources/products.csv", products)
        try folder.write("sources/orders.json", orders)
        return folder("sources")
    }

    private func sales(in folder: URL) async throws -> String {
        try await BundledType.python(
            "print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*), sum(revenue_cents) FROM sales').fetchone())",
            folder("db/shop.db"))
    }

    @Test("the sample is loaded, and loading it again changes nothing")
    func idempotent() async throws {
        try await withScratchFolder { folder in
            let type = etl(from: BundledType.data("shop"), in: folder)
            let first = try await runTasks(type)
            #expect(first.last.exitStatus == 0, "\(first.last.standardError)")
            #expect(first.runs["transform"]?.outputs == ["sales": "158", "rejected": "2", "revenue": "14592.8"])
            #expect(first.runs["load"]?.outputs == ["inserted": "158", "updated": "0"])
            let second = try await runTasks(type)
            #expect(second.runs["load"]?.outputs == ["inserted": "0", "updated": "0"])
            #expect(try await sales(in: folder) == "(158, 1459280)\n")
            #expect(try folder.names(in: "db") == ["shop.db"])
        }
    }

    @Test("a changed price updates the sale that is there")
    func update() async throws {
        try await withScratchFolder { folder in
            _ = try await runTasks(etl(from: makeSources(in: folder), in: folder))
            let dearer = try makeSources(in: folder, products: "product,category,price\nmug,home,12.50\n")
            let second = try await runTasks(etl(from: dearer, in: folder))
            #expect(second.runs["load"]?.outputs == ["inserted": "0", "updated": "1"])
            #expect(try await sales(in: folder) == "(1, 2500)\n")
        }
    }

    @Test(
        "an order that makes no sense is set aside with its reason",
        arguments: [
            (#""customer": "C9", "product": "mug", "quantity": 1"#, "unknown customer C9"),
            (#""customer": "C1", "product": "'; --", "quantity": 1"#, "unknown product '; --"),
            (#""customer": "C1", "product": "mug", "quantity": -1"#, "quantity -1 is not a whole number above 0"),
            (#""customer": "C1", "product": "mug", "quantity": true"#, "quantity True is not a whole number above 0"),
            (#""customer": ["C1"], "product": "mug", "quantity": 1"#, "unhashable"),
            (#""day": "32", "customer": "C1", "product": "mug", "quantity": 1"#, "Invalid isoformat string")
        ])
    func rejected(fields: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let order = #"{"order": "A1", "day": "2026-03-01", \#(fields)}"#
            let runs = try await runTasks(etl(from: makeSources(in: folder, orders: order), in: folder)).runs
            let transform = try #require(runs["transform"])
            #expect(transform.exitStatus == 0, "\(transform.standardError)")
            #expect(transform.standardOutput.contains("rejected A1: \(reason)"), "\(transform.standardOutput)")
            #expect(runs["load"]?.outputs == ["inserted": "0", "updated": "0"])
        }
    }

    @Test("with more rejected orders than allowed nothing is loaded")
    func tooManyRejected() async throws {
        try await withScratchFolder { folder in
            let last = try await runTasks(etl(from: BundledType.data("shop"), in: folder, maxRejected: 1)).last
            #expect(last.exitStatus == 1)
            #expect(last.standardError == "error: 2 orders were rejected, more than the 1 allowed\n")
            #expect(!FileManager.default.fileExists(atPath: folder("db/shop.db")))
        }
    }

    @Test(
        "a source that can't be read is named with its line",
        arguments: [
            ("customer,name,country\nC1,Ada\n", "line 2: expected 3 columns"),
            ("customer,name,country\nC1,Ada,NG,more\n", "line 2: expected 3 columns"),
            ("customer,name,country\nC1,,NG\n", "record 1: no name"),
            ("customer,name\nC1,Ada\n", "record 1: no country"),
            ("customer,name,country\nC1,Ada,NG\nC1,Bo,SE\n", "record 2: customer C1 occurs twice"),
            ("customer,name,country\n\"C1,Ada,NG\n", "unexpected end of data")
        ])
    func badSource(customers: String, reason: String) async throws {
        try await withScratchFolder { folder in
            let last = try await runTasks(etl(from: makeSources(in: folder, customers: customers), in: folder)).last
            #expect(last.exitStatus == 1)
            #expect(last.standardError.hasPrefix("error: \(folder("sources/customers.csv")), "))
            #expect(last.standardError.hasSuffix("\(reason)\n"), "\(last.standardError)")
        }
    }

    @Test("sources without records load nothing and fail nothing")
    func empty() async throws {
        try await withScratchFolder { folder in
            let sources = try makeSources(in: folder, customers: "", products: "product,category,price\n", orders: "")
            let result = try await runTasks(etl(from: sources, in: folder))
            #expect(result.last.exitStatus == 0, "\(result.last.standardError)")
            #expect(result.runs["transform"]?.outputs["sales"] == "0")
        }
    }

    @Test("text in a source can't become SQL, and a comma in quotes stays in its column")
    func hostileText() async throws {
        try await withScratchFolder { folder in
            let customers = "customer,name,country\nC1,\"Robert'); DROP TABLE sales; --, $(id)\",\"🇳🇴\"\n"
            let result = try await runTasks(etl(from: makeSources(in: folder, customers: customers), in: folder))
            #expect(result.last.exitStatus == 0, "\(result.last.standardError)")
            let name = try await BundledType.python(
                "print(sqlite3.connect(sys.argv[1]).execute('SELECT customer FROM sales').fetchone()[0])",
                folder("db/shop.db"))
            #expect(name == "Robert'); DROP TABLE sales; --, $(id)\n")
        }
    }
}
