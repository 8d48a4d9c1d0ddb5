import Foundation
import Procession

/// The page of an executor in Markdown, made of nothing but its descriptor.
struct ExecutorPage {
    private let descriptor: ExecutorDescriptor

    init(_ descriptor: ExecutorDescriptor) { self.descriptor = descriptor }

    var text: String {
        var parts = ["# The executor `\(descriptor.name)`", descriptor.summary]
        if let description = descriptor.description { parts.append(description.trimmingCharacters(in: .newlines)) }
        if let short = descriptor.configuration.shortForm {
            parts.append("In short, its value is \(short); the long form is a map with these keys:")
        }
        let keys = rows(descriptor.configuration.documentedKeys, below: "")
        if !keys.isEmpty {
            parts.append(
                (["| key | type | default | meaning |", "|---|---|---|---|"] + keys).joined(separator: "\n"))
        }
        if let rules = descriptor.configuration.longForm?.rules, !rules.isEmpty {
            parts.append(rules.map(\.sentence).joined(separator: " "))
        }
        if !descriptor.outputs.isEmpty {
            let outputs = descriptor.outputs.sorted { $0.key < $1.key }.map { name, type in
                "`\(name)` (\(type.rawValue)\(descriptor.optionalOutputs.contains(name) ? " or null" : ""))"
            }
            parts.append("It gives these outputs by itself: \(outputs.joined(separator: ", ")).")
        }
        for example in descriptor.examples {
            parts.append("## \(example.title)\n\n```yaml\n\(element(example.yaml))\n```")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func rows(_ keys: [ConfigurationSchema.Property], below parent: String) -> [String] {
        keys.flatMap { key -> [String] in
            let name = parent + key.name
            let fallback = key.isRequired ? "**required**" : key.defaultValue.map { "`\($0.text)`" } ?? ""
            let cells = ["`\(name)`", key.schema.expectation, fallback, key.description]
            let row = "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
            return [row] + rows(key.schema.documentedKeys, below: name + ".")
        }
    }

    /// A task as an element of the list under `tasks`.
    private func element(_ yaml: String) -> String {
        yaml.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { $1.isEmpty ? "" : ($0 == 0 ? "- " : "  ") + $1 }.joined(separator: "\n")
    }
}

extension ConfigurationSchema {
    /// What stands for the whole configuration instead of a map; nil where there is no such form beside a map.
    fileprivate var shortForm: String? {
        guard case .oneOf(let alternatives) = self, !documentedKeys.isEmpty else { return nil }
        let short = alternatives.filter(\.documentedKeys.isEmpty).map(\.expectation)
        return short.isEmpty ? nil : short.joined(separator: " or ")
    }
}
