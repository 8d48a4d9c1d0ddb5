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
    ///
    /// - Parameters:
    ///   - children: types of which its tasks may start processes.
    ///   - isChild: whether it is such a type itself. It has no limit of executions then: a child that waits for the key
    ///     of its own parent would do so for ever.
    init(
        _ name: ProcessTypeName, random: SimulationRandom, children: [ProcessTypeName], isChild: Bool = false
    ) {
        let count = 1 + random.below(6)
        var tasks: [TaskDefinition] = []
        for index in 0..<count {
            let needs = tasks.map(\.name).filter { _ in random.percent(40) }
            // Only what is upstream for certain can be asked about.
            let upstream = tasks.filter {
                $0.outputs["n"] != nil && (needs.contains($0.name) || $0.name == tasks.last?.name)
            }
            tasks.append(
                Self.task(
                    TaskName("t\(index)"), needs: random.percent(30) ? nil : needs,
                    work: Self.work(random, children: children), random: random
                ) {
                    guard let need = upstream.first(where: { needs.contains($0.name) }) ?? upstream.first else {
                        return "1 < 2"
                    }
                    return "(tasks.\(need.name).outputs.n ?? 0) < 3"
                })
        }
        var handlers: [HandlerTrigger: [TaskDefinition]] = [:]
        for trigger in HandlerTrigger.allCases where random.percent(30) {
            handlers[trigger] = (0...random.below(2)).map {
                Self.task(
                    TaskName("\(trigger.rawValue.replacing("_", with: "-"))-\($0)"), needs: nil, work: .child,
                    random: random)
            }
        }
        definition = ProcessDefinition(
            type: name, tasks: tasks, handlers: handlers,
            timeout: random.percent(15) ? .seconds(20 + random.below(40)) : nil, failFast: random.percent(60),
            outputs: tasks[0].outputs["n"] != nil && random.percent(30)
                ? ["n": .string("${tasks.t0.outputs.n}")] : [:],
            concurrency: !isChild && random.percent(40) ? SimulatedLimits.concurrency(random) : nil)
    }

    /// What a task does.
    private struct Work {
        var executor: ExecutorName
        var configuration: Value
        var outputs: [String: ValueType] = [:]

        static let child = Work(executor: "simulated", configuration: .map([:]), outputs: ["n": .integer])
    }

    /// Most tasks start a child, some ask a question, and some start a process.
    private static func work(_ random: SimulationRandom, children: [ProcessTypeName]) -> Work {
        var configuration: [String: Value] = [:]
        if random.percent(50) { configuration["timeout"] = .string("\(2 + random.below(40))s") }
        switch random.below(100) {
        case ..<12:
            configuration["message"] = "May it go on?"
            if configuration["timeout"] != nil {
                configuration["on_timeout"] = random.percent(50) ? "approve" : "reject"
            }
            return Work(executor: "approval", configuration: .map(configuration))
        case ..<26:
            guard let type = random.pick(children) else { return .child }
            configuration["type"] = .string(type.rawValue)
            return Work(executor: "process", configuration: .map(configuration))
        default: return .child
        }
    }

    private static func task(
        _ name: TaskName, needs: [TaskName]?, work: Work, random: SimulationRandom,
        condition: () -> String? = { nil }
    ) -> TaskDefinition {
        TaskDefinition(
            name: name, executor: work.executor, configuration: work.configuration, needs: needs,
            condition: random.percent(15) ? condition() : nil,
            timeout: random.percent(15) ? .seconds(1 + random.below(8)) : TaskDefinition.defaultTimeout,
            retry: random.percent(50)
                ? RetryPolicy(
                    maxRetries: 1 + random.below(3), delay: .milliseconds(random.below(3) * 1000),
                    jitter: random.percent(50) ? .full : .none)
                : .never,
            allowsFailure: random.percent(20), onInterruption: random.percent(30) ? .fail : .retry,
            outputs: work.outputs, pool: random.percent(25) ? random.pick(SimulatedLimits.pools) : nil,
            priority: random.below(3))
    }
}
