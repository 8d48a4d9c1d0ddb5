import Procession

/// Each schedule says when, in one way, has an id of its own, and gives input that the type takes.
enum SoundSchedules: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        // What tasks find when they run is no question of the file.
        let specs = (file.inputs ?? []).map(\.spec).map { spec in
            var spec = spec
            spec.mustExist = false
            return spec
        }
        var places: [String: Mark] = [:]
        for schedule in file.schedules ?? [] {
            checkTiming(of: schedule, reading)
            checkInputs(of: schedule, InputSchema(specs), reading)
            guard let id = schedule.id else { continue }
            if let first = places[id.value] {
                reading.report(
                    "duplicate-name", "two schedules have the id '\(id.value)'", at: id.range,
                    hint: "the first is on line \(first.line + 1)")
            } else {
                places[id.value] = id.range.start
            }
        }
    }

    private static func checkTiming(of schedule: ScheduleDraft, _ reading: Reading) {
        let cron = schedule.node.member("cron"), every = schedule.node.member("every")
        switch (cron, every) {
        case (nil, nil):
            reading.report(
                "missing-key", "a schedule needs 'cron' or 'every'", at: schedule.node.headline,
                hint: "such as 'cron: \"30 2 * * *\"' or 'every: 15m'")
        case (_?, let every?):
            reading.report(
                "conflicting-keys", "'cron' and 'every' exclude each other", at: every.key.range,
                hint: "remove one of them")
        case (nil, _?):
            guard let zone = schedule.node.member("time_zone") else { return }
            reading.report(
                "misplaced-key", "'time_zone' has no meaning beside 'every'", at: zone.key.range,
                hint: "a steady rate knows no zone; use 'cron' for times of day")
        case (_?, nil): break
        }
    }

    private static func checkInputs(of schedule: ScheduleDraft, _ schema: InputSchema, _ reading: Reading) {
        let members = schedule.inputs?.members ?? []
        for member in members where member.value.scalar?.text.contains("${") == true {
            reading.report(
                "misplaced-reference", "references have no value in the input of a schedule", at: member.value.headline,
                hint: "tasks themselves can use ${execution.scheduled_for}")
        }
        // Values that a broken declaration of inputs makes wrong are not the schedule's fault.
        guard schema.problems().isEmpty, schedule.inputs?.members != nil || schedule.node.member("inputs") == nil
        else { return }
        for problem in schema.diagnostics(of: schedule.values(schema)) {
            let member = members.first { $0.name == problem.keyPath }
            let range = problem.code == "unknown-key" ? member?.key.range : member?.value.headline
            reading.report(
                problem.code, problem.message, at: range ?? schedule.inputs?.headline ?? schedule.node.headline,
                severity: problem.severity,
                hint: problem.hint ?? "what a schedule gives under 'inputs' keeps to the type's 'inputs'")
        }
    }
}

extension InputSchema {
    /// What is wrong with values that a file gives, every secret taken for known.
    func diagnostics(of values: [String: Value]) -> [Diagnostic] {
        do throws(ProcessionError) {
            return try validate(.values(values), isKnownSecret: { _ in true }).warnings
        } catch {
            return error.diagnostics
        }
    }
}

extension ScheduleDraft {
    /// The input, each value read as the type of its input wants it.
    func values(_ schema: InputSchema) -> [String: Value] {
        let members = (inputs?.members ?? []).map { member in
            (
                member.name,
                schema[member.name].map { $0.type.value(of: member.value, items: $0.items) }
                    ?? member.value.value
            )
        }
        return Dictionary(members, uniquingKeysWith: { first, _ in first })
    }
}
