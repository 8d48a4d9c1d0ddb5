import Foundation
import Procession
import Testing

@Suite("etl-pipeline", .timeLimit(.minutes(1)))
struct ETLPipelineTests {
    private func etl(from sources: Value, in folder: URL, maxRejected: Value = 10) throws -> BundledProcess {
        try BundledProcess(
            "etl-pipeline",
            inputs: ["source_dir": sources, "database": folder("db/shop.db"), "max_rejected": maxRejected])
    }

    /// Runs the tasks until one fails: the extracts at the same time, then the others.
    private func runTasks(_ process: BundledProcess) async throws -> TaskRun {
        async let customers = process.run("extract-customers")
        async let products = process.run("extract-products")
        async let orders = process.run("extract-orders")
        if let failed = try await [customers, products, orders].first(where: { $0.failure != nil }) { return failed }
        return try await process.run("transform", "load")
    }

    private func makeSources(
        in folder: URL, customers: String = "customer,name,country\nC1,Ada,NG\n",
        products: String = "product,category,price\nmug,home,11.00\n",
        orders: String = #"{"order": "A1", "day": "2026-03-01", "customer": "C1", "product": "mug", "quantity": 2}"#
    ) throws -> Value {
        try folder.write("sources/customers.csv", customers)
        try folder.write("sources/products.csv", products)
        try folder.write("sources/orders.json", orders)
        return folder("sources")
    }

    private func answer(to query: String, in folder: URL) async throws -> String {
        try await python(
            "print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())", folder("db/shop.db"),
            .string(query))
    }

    @Test("the sample is loaded, and loading it again changes nothing")
    func idempotent() async throws {
        try await withScratchFolder { folder in
            let first = try etl(from: BundledProcess.data("shop"), in: folder)
            #expect(try await runTasks(first).outputs == ["inserted": 158, "updated": 0])
            let again = try etl(from: BundledProcess.data("shop"), in: folder)
            #expect(try await runTasks(again).outputs == ["inserted": 0, "updated": 0])
            #expect(try await again.run("transform").outputs == ["sales": 158, "rejected": 2, "revenue": 14592.8])
            try await again.run("clean-up")
            #expect(
                try await answer(to: "SELECT count(*), sum(revenue_cents) FROM sales", in: folder) == "158 1459280\n")
            #expect(try folder.names(in: "db") == ["shop.db"])
        }
    }

    @Test("a changed price updates the sale that is there")
    func update() async throws {
        try await withScratchFolder { folder in
            _ = try await runTasks(etl(from: makeSources(in: folder), in: folder))
            let dearer = try makeSources(in: folder, products: "product,category,price\nmug,home,12.50\n")
            let second = try await runTasks(etl(from: dearer, in: folder))
            #expect(second.outputs == ["inserted": 0, "updated": 1])
            #expect(try await answer(to: "SELECT revenue_cents FROM sales", in: folder) == "2500\n")
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
            let process = try etl(from: makeSources(in: folder, orders: order), in: folder)
            #expect(try await runTasks(process).outputs == ["inserted": 0, "updated": 0])
            let transform = try await process.run("transform")
            #expect(transform.printed.contains("rejected A1: \(reason)"), "\(transform)")
        }
    }

    @Test("with more rejected orders than allowed nothing is loaded")
    func tooManyRejected() async throws {
        try await withScratchFolder { folder in
            let last = try await runTasks(etl(from: BundledProcess.data("shop"), in: folder, maxRejected: 1))
            #expect(last.failure?.contains("2 orders were rejected, more than the 1 allowed") == true)
            #expect(!folder.has("db/shop.db"))
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
            let last = try await runTasks(etl(from: makeSources(in: folder, customers: customers), in: folder))
            #expect(last.complaints.hasPrefix("error: \(folder.path("sources/customers.csv")), "))
            #expect(last.complaints.hasSuffix("\(reason)\n"), "\(last)")
            #expect(last.failure != nil)
        }
    }

    @Test("sources without records load nothing and fail nothing")
    func empty() async throws {
        try await withScratchFolder { folder in
            let sources = try makeSources(in: folder, customers: "", products: "product,category,price\n", orders: "")
            #expect(try await runTasks(etl(from: sources, in: folder)).outputs == ["inserted": 0, "updated": 0])
        }
    }

    @Test("text in a source can't become SQL, and a comma in quotes stays in its column")
    func hostileText() async throws {
        try await withScratchFolder { folder in
            let customers = "customer,name,country\nC1,\"Robert'); DROP TABLE sales; --, $(id)\",\"🇳🇴\"\n"
            let last = try await runTasks(etl(from: makeSources(in: folder, customers: customers), in: folder))
            #expect(last.outputs == ["inserted": 1, "updated": 0])
            let name = try await answer(to: "SELECT customer FROM sales", in: folder)
            #expect(name == "Robert'); DROP TABLE sales; --, $(id)\n")
        }
    }
}
