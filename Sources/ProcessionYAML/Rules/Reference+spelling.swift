import Procession

extension Reference {
    /// The ways in which the reference can be written.
    var spellings: [String] {
        switch self {
        case .input(let name): ["inputs.\(name)", name]
        case .taskOutput(let task, let output): ["tasks.\(task).outputs.\(output)"]
        case .taskOutputs(let task): ["tasks.\(task).outputs"]
        case .taskStatus(let task): ["tasks.\(task).status"]
        case .process(let name): ["process.\(name)"]
        case .execution(let name): ["execution.\(name)"]
        case .task(let name): ["task.\(name)"]
        case .item: ["item"]
        case .secret(let name): ["secrets.\(name)"]
        case .error(let name): ["error.\(name)"]
        }
    }
}
