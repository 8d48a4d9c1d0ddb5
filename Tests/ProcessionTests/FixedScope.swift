import Procession

/// Values of references for tests; a reference that has none is an error.
struct FixedScope: ExpressionScope {
    var values: [Reference: Value] = [:]

    func value(of reference: Reference) throws(ExpressionError) -> Value {
        guard let value = values[reference] else { throw ExpressionError("\(reference) has no value") }
        return value
    }

    /// Inputs by their names, and some of everything else.
    init(_ inputs: [String: Value] = [:]) {
        values = [
            .taskOutput(task: "load-data", output: "rows"): 42,
            .taskOutput(task: "load-data", output: "files"): ["a", "b"],
            .taskOutputs(task: "load-data"): ["rows": 42, "files": ["a", "b"]],
            .taskStatus(task: "load-data"): "COMPLETED",
            .process("id"): "p-1", .process("type"): "nightly", .execution("id"): "e-1",
            .execution("trigger"): "MANUAL", .execution("scheduled_for"): "2026-03-01T02:30:00Z",
            .task("name"): "report", .task("attempt"): 2, .item: ["name": "first", "sizes": [1, 2, 3]],
            .secret("API_KEY"): "hunter22", .secret("api-key"): "hunter23", .error("message"): "it broke"
        ]
        for (name, value) in inputs { values[.input(name)] = value }
    }
}
