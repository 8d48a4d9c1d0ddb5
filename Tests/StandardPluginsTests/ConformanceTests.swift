import Foundation
import Procession
import ProcessionTesting
import Testing

/// The suites themselves: each rule must be one that can be broken.
@Suite("Conformance suites notice what breaks the contract", .timeLimit(.minutes(1)))
struct ConformanceTests {
    /// An executor that does what each test asks of it.
    private struct Odd: DescribedExecutor {
        var descriptor: ExecutorDescriptor
        var summarize: @Sendable (Value) -> String = { $0.text }
        var work: @Sendable (TaskContext) async throws -> TaskResult = { _ in .completed(outputs: ["rows": 1]) }

        init(
            summary: String = "Is odd.", key description: String = "A word.", outputs: [String: ValueType] = [:],
            example: String = "name: a\nodd: {word: x}"
        ) {
            descriptor = ExecutorDescriptor(
                name: "odd", summary: summary,
                configuration: .object(.init([.init("word", .string(), isRequired: true, description)])),
                outputs: outputs, examples: [.init(title: "Odd", yaml: example)])
        }

        func summary(of configuration: Value) -> String { summarize(configuration) }
        func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
            try await work(context)
        }

        func working(_ work: @escaping @Sendable (TaskContext) async throws -> TaskResult) -> Odd {
            var odd = self
            odd.work = work
            return odd
        }
    }

    /// The names of the rules that an executor breaks.
    private func broken(_ executor: Odd, endless: Value? = nil, failing: Value? = nil) async -> [String] {
        var broken: [String] = []
        let conformance = ExecutorConformance(
            executor, completing: ["word": "x"], failing: failing, endless: endless)
        for check in conformance.checks {
            do { try await check.run() } catch { broken.append(check.name) }
        }
        return broken
    }

    @Test("a sound executor breaks no rule")
    func sound() async {
        #expect(await broken(Odd()) == [])
        #expect(await broken(Odd(outputs: ["rows": .integer])) == [])
    }

    @Test("what people read is checked")
    func descriptors() async {
        #expect(await broken(Odd(summary: "no sentence")) == ["the summary of 'odd' is one sentence"])
        #expect(
            await broken(Odd(key: "")) == ["every key and output of 'odd' is a name, and every key is described"])
        #expect(
            await broken(Odd(example: "name: a\nodd: {wrd: x}"))
                == ["each example of 'odd' is a task that the loader takes"])
    }

    @Test("what an executor does is checked")
    func work() async {
        let completion = [
            "an attempt completes with every output of the descriptor, in its type",
            "an attempt can be made again, as after a crash of the engine",
            "many attempts can be made at the same time"
        ]
        #expect(await broken(Odd(outputs: ["rows": .list])) == completion)
        #expect(await broken(Odd(outputs: ["lines": .integer])) == completion)
        #expect(await broken(Odd().working { _ in throw TaskFailure(.runtime, "no") }) == completion)
        #expect(
            await broken(Odd().working { _ in .completed() }, failing: ["word": "y"])
                == ["what goes wrong with the work is a result, with a reason in one line"])
    }

    @Test("a child that outlives its attempt is noticed")
    func child() async throws {
        // This program itself stands for the child: it is alive, and stays so.
        let odd = Odd().working { context in
            context.reporter.started(child: ChildIdentity(pid: getpid(), startTime: 0))
            return .completed()
        }
        #expect(await broken(odd, endless: ["word": "x"]).count == 5)
    }

    @Test("a plugin that registers nothing, or swallows that a name is taken, is noticed")
    func plugins() async {
        struct Quiet: ProcessionPlugin {
            let name: PluginName = "quiet"
            let summary = "Says nothing."
            func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {}
        }
        var broken: [String] = []
        for check in PluginConformance(Quiet()).checks {
            do { try await check.run() } catch { broken.append(check.name) }
        }
        #expect(
            broken == [
                "'quiet' registers something, and the same each time", "'quiet' passes on that a name is taken"
            ])
    }
}
