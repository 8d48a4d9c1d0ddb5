import Procession

/// A process type that a seed has made up.
struct SimulatedType: ProcessType {
    let definition: ProcessDefinition

    var name: ProcessTypeName { definition.type }
    var descriptor: ProcessTypeDescriptor {
        ProcessTypeDescriptor(name: definition.type, inputs: [], origin: .swift(module: "ProcessionTesting"))
    }

    func tasks(for input: ProcessInput) -> [TaskDefinition] { definition.tasks }
    func definition(for input: ProcessInput) -> ProcessDefinition { definition }

    /// A graph of a few tasks with everything that a type can have.
    init(_ name: ProcessTypeName, random: SimulationRandom) {
        let count = 1 + random.below(6)
        var tasks: [TaskDefinition] = []
        for index in 0..<count {
            let before = tasks.map(\.name)
            let needs = before.filter { _ in random.percent(40) }
            tasks.append(
                Self.task(TaskName("t\(index)"), needs: random.percent(30) ? nil : needs, random: random) {
                    // Only what is upstream for certain can be asked about.
                    guard let need = needs.first ?? (index > 0 ? before.last : nil) else { return "1 < 2" }
                    return "(tasks.\(need).outputs.n ?? 0) < 3"
                })
        }
        var handlers: [HandlerTrigger: [TaskDefinition]] = [:]
        for trigger in HandlerTrigger.allCases where random.percent(30) {
            handlers[trigger] = (0...random.below(2)).map {
                Self.task(TaskName("\(trigger.rawValue.replacing("_", with: "-"))-\($0)"), needs: nil, random: random)
            }
        }
        definition = ProcessDefinition(
            type: name, tasks: tasks, handlers: handlers,
            timeout: random.percent(15) ? .seconds(20 + random.below(40)) : nil, failFast: random.percent(60),
            outputs: random.percent(30) ? ["n": .string("${tasks.t0.outputs.n}")] : [:],
            concurrency: random.percent(40) ? SimulatedLimits.concurrency(random) : nil)
    }

    private static func task(
        _ name: TaskName, needs: [TaskName]?, random: SimulationRandom, condition: () -> String? = { nil }
    ) -> TaskDefinition {
        TaskDefinition(
            name: name, executor: "simulated", configuration: .map([:]), needs: needs,
            condition: random.percent(15) ? condition() : nil,
            timeout: random.percent(15) ? .seconds(1 + random.below(8)) : TaskDefinition.defaultTimeout,
            retry: random.percent(50)
                ? RetryPolicy(
                    maxRetries: 1 + random.below(3), delay: .milliseconds(random.below(3) * 1000),
                    jitter: random.percent(50) ? .full : .none)
                : .never,
            allowsFailure: random.percent(20), onInterruption: random.percent(30) ? .fail : .retry,
            outputs: ["n": .integer], pool: random.percent(25) ? random.pick(SimulatedLimits.pools) : nil,
            priority: random.below(3))
    }
}
