// Several processes over one SQLite file, run by an orchestrator that is one service of a larger program.
//
//     swift run CompleteDatabase [FOLDER]

import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ServiceLifecycle
import StandardPlugins
import UnixSignals

/// Greets, then waits as long as it was told to.
struct Greeting: ProcessType {
    let descriptor = ProcessTypeDescriptor(
        name: "greeting", summary: "Greets somebody, then waits.",
        inputs: [
            InputSpec(name: "name", isRequired: true),
            InputSpec(name: "seconds", type: .integer, defaultValue: 0, minimum: 0)
        ])

    func tasks(for input: ProcessInput) -> [TaskDefinition] {
        [
            TaskDefinition(name: "greet", executor: "command", configuration: ["echo", "Hello, ${name}!"]),
            TaskDefinition(name: "wait", executor: "command", configuration: ["sleep", "${seconds}"])
        ]
    }
}

/// What the rest of the program does with processes.
struct Work: Service {
    let controller: ProcessController

    func run() async throws {
        // Two that run to their end, started by hand.
        for name in ["Ada", "Grace"] {
            let execution = try await controller.launchProcess(type: "greeting", input: .text("name:\(name)"))
            let ended = try await controller.orchestrator.waitForEnd(of: execution.id)
            print("greeting \(name): \(ended.status.rawValue)")
        }

        // One that takes too long, and is stopped.
        let slow = try await controller.createProcess(
            type: "greeting", input: .values(["name": "Zeno", "seconds": 600]))
        let execution = try await controller.startProcess(slow.id)
        try await controller.stopProcess(slow.id)
        print("greeting Zeno: \(try await controller.orchestrator.waitForEnd(of: execution.id).status.rawValue)")

        // One with a schedule: every weekday at nine in Berlin.
        let scheduled = try await controller.createProcess(
            type: "greeting", input: .text("name:Konrad"), schedule: "0 9 * * 1-5", timeZone: "Europe/Berlin")
        print("scheduled processes: \(try await controller.manager.scheduledProcesses().count)")
        print("next run is known: \(scheduled.nextRunAt != nil)")

        for status in ProcessStatus.allCases {
            print("\(status.rawValue): \(try await controller.getProcessesByStatus(status).count)")
        }

        // What has not completed can be deleted; what has completed is kept as history.
        try await controller.deleteProcess(slow.id)
        try await controller.deleteProcess(scheduled.id)
        print("left after deleting: \(try await controller.getAllProcesses().count)")
    }
}

@main
struct CompleteDatabase {
    static func main() async throws {
        let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "greeting-example")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

        let types = ProcessTypeRegistry()
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        try types.register(Greeting())
        let store = try await SQLProcessStore.sqlite(at: folder.appending(path: "procession.db").path, access: .owner())
        let orchestrator = ProcessOrchestrator(store: store, types: types, executors: executors)

        // The orchestrator ends after the work that needs it, or on Ctrl-C.
        let work = ServiceGroupConfiguration.ServiceConfiguration(
            service: Work(controller: ProcessController(orchestrator: orchestrator)),
            successTerminationBehavior: .gracefullyShutdownGroup)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [ServiceGroupConfiguration.ServiceConfiguration(service: orchestrator), work],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: Logger(label: "example")))
        try await group.run()
        try await store.close()
    }
}
