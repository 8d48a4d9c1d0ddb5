import Procession

/// No need and no secret is listed twice in one list.
enum ListedOnce: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        check(file.secrets ?? [], "secret", reading)
        for task in file.everyTask { check(task.needs ?? [], "task", reading) }
    }

    private static func check(_ names: [Located<String>], _ kind: String, _ reading: Reading) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            reading.report(
                "duplicate-name", "the \(kind) '\(name.value)' is listed twice", at: name.range,
                hint: "remove one of them")
        }
    }
}
