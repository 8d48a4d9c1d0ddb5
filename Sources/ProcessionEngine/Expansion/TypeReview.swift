package import Procession

/// Tells which of the registered types no process can be made of.
///
/// A file is read by itself, and Swift code is not read at all: whether their tasks can be carried out shows only when
/// all types and executors are there.
package struct TypeReview: Sendable {
    private let executors: ExecutorRegistry
    private let types: ProcessTypeRegistry

    package init(executors: ExecutorRegistry, types: ProcessTypeRegistry) {
        self.executors = executors
        self.types = types
    }

    /// What the registry knows, with those types invalid of which no process can be made, whatever the input.
    package var entries: [ProcessTypeRegistry.Entry] {
        types.entries.map { entry in
            guard let type = entry.type else { return entry }
            let problems = problems(of: type)
            guard !problems.isEmpty else { return entry }
            var entry = entry
            entry.status = .invalid(problems)
            return entry
        }
    }

    private func problems(of type: any ProcessType) -> [Diagnostic] {
        let descriptor = type.descriptor
        guard case .file = descriptor.origin else { return problems(ofSwift: type, descriptor) }
        // Its loader has found everything else, and its definition is the same for every input.
        guard let definition = try? type.definition(for: ProcessInput()) else { return [] }
        return check(definition, descriptor).startedProcesses()
    }

    /// What is wrong with the tasks for every input that is tried: a problem that comes and goes is one of the input.
    private func problems(ofSwift type: any ProcessType, _ descriptor: ProcessTypeDescriptor) -> [Diagnostic] {
        let takesInput = !descriptor.inputs.inputs.isEmpty
        var common: [Diagnostic]?
        for input in SampleInputs.of(descriptor.inputs) {
            let found: [Diagnostic]
            do {
                let definition = try type.definition(for: input)
                // Tasks for each element of nothing.
                if takesInput, definition.tasks.isEmpty { continue }
                found = check(definition, descriptor).diagnostics()
            } catch {
                // Whoever takes input may refuse some.
                if takesInput { continue }
                found = [Diagnostic(code: "invalid-type", message: "the tasks can't be made: \(error)")]
            }
            common = common.map { $0.filter { problem in found.contains { $0.isSame(as: problem) } } } ?? found
        }
        return common ?? []
    }

    private func check(_ definition: ProcessDefinition, _ descriptor: ProcessTypeDescriptor) -> DefinitionCheck {
        DefinitionCheck(
            definition: definition, executors: executors, types: types,
            secretInputs: Set(descriptor.inputs.inputs.filter(\.isSecret).map(\.name)))
    }
}

extension Diagnostic {
    fileprivate func isSame(as other: Diagnostic) -> Bool { code == other.code && message == other.message }
}
