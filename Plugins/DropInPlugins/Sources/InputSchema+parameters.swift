import Procession

extension InputSchema {
    /// Everything wrong with the parameters of a task, beyond what their schema says, as far as they are known.
    func violations(in configuration: Value) -> [ConfigurationSchema.Violation] {
        let known = (configuration.map ?? [:]).filter { !$0.value.holdsTemplate }
        var schema = self
        schema.inputs = inputs.filter { known[$0.name] != nil }
        // What must exist when the task runs, an earlier one may make.
        for index in schema.inputs.indices { schema.inputs[index].mustExist = false }
        do throws(ProcessionError) {
            _ = try schema.validate(.values(known))
            return []
        } catch {
            return error.diagnostics.map { problem in
                ConfigurationSchema.Violation(
                    path: problem.keyPath.map { [.key($0)] } ?? [], code: problem.code, message: problem.message,
                    hint: problem.hint)
            }
        }
    }

    /// The parameters of a task that runs, typed and with their defaults; relative paths start at its working
    /// directory.
    func values(of configuration: Value, in context: TaskContext) throws(TaskFailure) -> [String: Value] {
        do throws(ProcessionError) {
            return try validate(.values(configuration.map ?? [:]), baseDirectory: context.workingDirectory).values
        } catch {
            throw TaskFailure(
                .validation, error.diagnostics.map(\.message).joined(separator: "; "), code: "invalid-parameter")
        }
    }
}
