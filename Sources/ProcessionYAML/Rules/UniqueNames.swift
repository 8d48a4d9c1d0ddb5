import Procession

/// No two tasks or handlers of a file have the same name.
enum UniqueNames: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        var places: [String: Mark] = [:]
        for name in file.everyTask.lazy.compactMap(\.name) {
            if let first = places[name.value] {
                reading.report(
                    "duplicate-name", "two tasks are named '\(name.value)'", at: name.range,
                    hint: "the first is on line \(first.line + 1); names are unique in a file, handlers included")
            } else {
                places[name.value] = name.range.start
            }
        }
    }
}
