import Foundation
import Procession
import ProcessionYAML

/// A process type as JSON that people can read: durations as text, without the folder that depends on the machine.
enum DefinitionDump {
    static func text(of type: YAMLProcessType) throws -> String {
        let descriptor = type.descriptor
        var definition = readable(try Value(encoding: type.definition(for: ProcessInput()))).map ?? [:]
        definition["baseDirectory"] = nil
        var dump: [String: Value] = [
            "definition": .map(definition), "inputs": try Value(encoding: descriptor.inputs.inputs),
            "origin": .string("\(descriptor.origin)"), "tags": .list(descriptor.tags.map(Value.string))
        ]
        dump["summary"] = descriptor.summary.map(Value.string)
        dump["description"] = descriptor.description.map(Value.string)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Value.map(dump)), as: UTF8.self)
    }

    private static func readable(_ value: Value) -> Value {
        switch value {
        case .list(let elements): return .list(elements.map(readable))
        case .map(let members):
            return .map(
                Dictionary(
                    uniqueKeysWithValues: members.map { key, member in
                        guard ["timeout", "delay", "maxDelay"].contains(key),
                            let duration = try? member.decoded(as: Duration.self)
                        else { return (key, readable(member)) }
                        return (key, .string(DurationText.format(duration)))
                    }))
        default: return value
        }
    }
}
