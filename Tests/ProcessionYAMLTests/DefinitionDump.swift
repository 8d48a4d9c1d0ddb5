import Foundation
import Procession
import ProcessionYAML

/// A process type as JSON that people can read: durations as text, and only what a file says beyond the defaults.
enum DefinitionDump {
    static func text(of type: YAMLProcessType) throws -> String {
        let descriptor = type.descriptor
        let definition = type.definition(for: ProcessInput())
        var dump = try difference(definition, from: ProcessDefinition(type: "", tasks: []))
        // The folder depends on the machine.
        dump["baseDirectory"] = nil
        dump["timeout"] = definition.timeout.map { .string(DurationText.format($0)) }
        dump["tasks"] = .list(try definition.tasks.map(text))
        for (trigger, handlers) in definition.handlers { dump[trigger.rawValue] = .list(try handlers.map(text)) }
        dump["handlers"] = nil
        dump["inputs"] = .list(
            try descriptor.inputs.inputs.map { .map(try difference($0, from: InputSpec(name: ""))) })
        dump["schedules"] = descriptor.schedules.isEmpty ? nil : .list(descriptor.schedules.map(text))
        dump["origin"] = .string("\(descriptor.origin)")
        dump["tags"] = descriptor.tags.isEmpty ? nil : .list(descriptor.tags.map(Value.string))
        dump["summary"] = descriptor.summary.map(Value.string)
        dump["description"] = descriptor.description.map(Value.string)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Value.map(dump)), as: UTF8.self)
    }

    private static func text(of task: TaskDefinition) throws -> Value {
        let plain = TaskDefinition(name: "", executor: "", configuration: .null)
        var dump = try difference(task, from: plain)
        if task.timeout != plain.timeout { dump["timeout"] = .string(DurationText.format(task.timeout)) }
        if task.retry != plain.retry {
            var retry = try difference(task.retry, from: .never)
            retry["delay"] = .string(DurationText.format(task.retry.delay))
            retry["maxDelay"] = .string(DurationText.format(task.retry.maxDelay))
            retry["classes"] = task.retry.classes.map { .list($0.map(\.rawValue).sorted().map(Value.string)) }
            dump["retry"] = .map(retry)
        }
        return .map(dump)
    }

    private static func text(of schedule: ScheduleDeclaration) -> Value {
        var dump: [String: Value] = ["id": .string(schedule.id), "schedule": .string(schedule.schedule.text)]
        dump["time_zone"] = schedule.timeZone.map(Value.string)
        dump["inputs"] = schedule.inputs.isEmpty ? nil : .map(schedule.inputs)
        dump["missed"] = (schedule.missed?.rawValue).map(Value.string)
        dump["overlap"] = (schedule.overlap?.rawValue).map(Value.string)
        return .map(dump)
    }

    private static func difference<Subject: Encodable>(
        _ subject: Subject, from other: Subject
    ) throws -> [String: Value] {
        let plain = try Value(encoding: other)
        return (try Value(encoding: subject).map ?? [:]).filter { $0.value != plain[$0.key] }
    }
}
