// A process from its creation to its history, with everything that happens to it kept in a SQLite file.
//
//     swift run DatabaseDrivenProcess [FOLDER]

import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import StandardPlugins

/// Counts the words of a text file in three steps.
struct WordCount: ProcessType {
    let descriptor = ProcessTypeDescriptor(
        name: "word-count", summary: "Counts the words of a text file.",
        inputs: [
            InputSpec(name: "input_file", type: .path, isRequired: true, mustExist: true),
            InputSpec(name: "output_dir", type: .path, isRequired: true)
        ])

    func tasks(for input: ProcessInput) -> [TaskDefinition] {
        [
            TaskDefinition(name: "prepare", executor: "command", configuration: ["mkdir", "-p", "${output_dir}"]),
            TaskDefinition(
                name: "count", executor: "shell",
                configuration: #"words=$(wc -w < "$input_file"); echo "words=$words" >> "$PROCESSION_OUTPUT""#,
                retry: RetryPolicy(maxRetries: 2), outputs: ["words": .integer]),
            TaskDefinition(
                name: "report", executor: "shell",
                configuration: #"echo "$words words" | tee "$output_dir/report.txt""#,
                environment: ["words": "${tasks.count.outputs.words}"])
        ]
    }
}

@main
struct DatabaseDrivenProcess {
    static func main() async throws {
        let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "word-count-example")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = folder.appending(path: "input.txt")
        try "to be or not to be\n".write(to: text, atomically: true, encoding: .utf8)

        let types = ProcessTypeRegistry()
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        try types.register(WordCount())
        let store = try await SQLProcessStore.sqlite(at: folder.appending(path: "procession.db").path, access: .owner())
        let orchestrator = ProcessOrchestrator(store: store, types: types, executors: executors)
        let controller = ProcessController(orchestrator: orchestrator)

        // Creating a process writes its row and one row for each task. Nothing runs yet.
        let process = try await controller.createProcess(
            type: "word-count", input: .text("input_file:\(text.path);output_dir:\(folder.path)/out"))
        print("created \(process.type) with \(process.totalTasks) tasks: \(process.status.rawValue)")

        // Starting it makes the first task READY; the orchestrator carries it out, then what needs it, and so on.
        try await orchestrator.start()
        try await controller.startProcess(process.id)
        var state = try await controller.getProcessState(process.id)
        while !state.status.isAtRest {
            print("task \(state.process.currentTaskIndex) of \(state.process.totalTasks)")
            try await Task.sleep(for: .milliseconds(50))
            state = try await controller.getProcessState(process.id)
        }

        for task in state.tasks { print("\(task.name): \(task.status.rawValue), exit code \(task.exitCode ?? 0)") }
        for execution in try await controller.results.executions(of: process.id) {
            let attempts = try await controller.results.attempts(of: execution.id)
            print("execution \(execution.status.rawValue), \(attempts.count) attempts")
            for chunk in try await controller.results.logs(of: execution.id, task: "report") {
                print("report says: \(chunk.content)", terminator: "")
            }
        }
        print("finally: \(state.status.rawValue)")
        await orchestrator.stop()
        try await store.close()
    }
}
