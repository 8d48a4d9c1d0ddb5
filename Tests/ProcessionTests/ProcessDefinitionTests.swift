import Procession
import Testing

@Suite("Process definitions")
struct ProcessDefinitionTests {
    @Test("the text that history keeps says what the value says, with sorted keys")
    func text() throws {
        let definition = ProcessDefinition(
            type: "load", version: "2",
            tasks: [
                TaskDefinition(name: "fetch", executor: "command", configuration: ["curl", "\"x\""], pool: "net"),
                TaskDefinition(name: "store", executor: "shell", configuration: "cat", outputs: ["rows": .integer])
            ],
            handlers: [.finally: [TaskDefinition(name: "clean", executor: "shell", configuration: "rm x")]],
            environment: ["A": 1], secrets: ["KEY"], outputs: ["rows": "${tasks.store.outputs.rows}"], priority: 3)
        #expect(definition.json == definition.value.json)
        #expect(try Value(json: definition.json) == definition.value)
        #expect(definition.json.contains(#""needs":["fetch"]"#))
    }

    @Test("a definition without tasks has an empty list of them")
    func withoutTasks() {
        #expect(ProcessDefinition(type: "nothing", tasks: []).json == #"{"name":"nothing","tasks":[]}"#)
    }
}
