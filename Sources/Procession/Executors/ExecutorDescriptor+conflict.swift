extension ExecutorDescriptor {
    /// Why a task can't declare an output so: the executor gives it by itself, as something else.
    package func conflict(of output: String, declaredAs type: ValueType) -> (message: String, hint: String)? {
        guard let own = outputs[output], !type.admits(own) else { return nil }
        return (
            "'\(name)' gives the output '\(output)' as \(own.expectation), not as \(type.expectation)",
            "write '\(output): \(own.rawValue)', or leave it out: it is there by itself"
        )
    }
}
