import Procession

/// What stands in an element of `schedules`.
struct ScheduleDraft: KeyedDraft {
    let node: YAMLNode
    var id: Located<String>?
    var cron: Schedule?
    var interval: Schedule?
    var timeZone: String?
    var inputs: YAMLNode?
    var missed: MissedPolicy?
    var overlap: OverlapPolicy?

    init(at node: YAMLNode) { self.node = node }

    static let keys = KeyTable<ScheduleDraft>(
        "a schedule",
        [
            Key(
                "id", Form.name(of: "a schedule").located, into: \.id, isRequired: true, example: "id: nightly",
                "Tells the schedules of a file apart: the process is called `TYPE/ID`."),
            Key(
                "cron", .cron, into: \.cron, example: "cron: \"30 2 * * *\"",
                "When the process starts, by the clock; see [schedules](schedules.md). Either this or `every`."),
            Key(
                "every", .interval, into: \.interval, example: "every: 15m",
                "The steady rate at which the process starts."),
            Key(
                "time_zone", .timeZone, into: \.timeZone, default: "`UTC`", example: "time_zone: Europe/Berlin",
                "The zone in which `cron` is meant."),
            Key(
                "inputs", .map, into: \.inputs, default: "none", example: "inputs: {}",
                "The input of the process; relative paths start at the folder of the file."),
            Key(
                "missed", .word("a policy for missed ticks"), into: \.missed, default: "`last`",
                example: "missed: all", "What becomes of ticks that were missed."),
            Key(
                "overlap", .word("a policy for overlaps"), into: \.overlap, default: "`skip`",
                example: "overlap: queue", "What becomes of a tick while the process still runs.")
        ],
        relations: [
            "oneOf": [["required": ["cron"]], ["required": ["every"]]],
            "dependentSchemas": ["every": ["properties": ["time_zone": false]]]
        ])
}

extension Form<[ScheduleDraft]> {
    static let schedules = Form.list(of: .keys("map"), "list of schedules")
}

extension Form<Schedule> {
    fileprivate static let cron = Form(
        "cron expression, such as `30 2 * * *`",
        schema: [
            "type": "string", "pattern": .string(CronExpression.pattern),
            "maxLength": .integer(CronExpression.maximumLength)
        ]
    ) { node, reading in
        parsed(node, reading) { text throws(ScheduleError) in .cron(try CronExpression(parsing: text)) }
    }

    fileprivate static let interval = Form(
        "duration, `1s` to `366d`", schema: DurationText.jsonSchema(Schedule.intervals)
    ) { node, reading in
        guard Form<Duration>.duration.read(node, reading) != nil else { return nil }
        return parsed(node, reading, prefix: "every:") { text throws(ScheduleError) in
            try Schedule(parsing: text)
        }
    }

    /// - Parameter prefix: what the text lacks for the parser, whose offsets count it.
    private static func parsed(
        _ node: YAMLNode, _ reading: Reading, prefix: String = "",
        _ parse: (String) throws(ScheduleError) -> Schedule
    ) -> Schedule? {
        guard let text = Form<String>.text.read(node, reading) else { return nil }
        do throws(ScheduleError) {
            return try parse(prefix + text)
        } catch {
            let offset = max(error.offset - prefix.count, 0)
            reading.report(
                "invalid-schedule", error.message, at: reading.findings.source.range(in: node, offset: offset),
                hint: error.hint)
            return nil
        }
    }
}

extension Form<String> {
    fileprivate static let timeZone = Form(
        "name of the IANA database", schema: ["enum": .list(TimeZoneText.names.map(Value.string))]
    ) { node, reading in
        guard let text = Form.text.read(node, reading) else { return nil }
        do throws(ScheduleError) {
            _ = try TimeZoneText.parse(text)
            return text
        } catch {
            reading.report("invalid-schedule", error.message, at: node.range, hint: error.hint)
            return nil
        }
    }
}

extension Form<YAMLNode> {
    fileprivate static let map = Form(
        "map of inputs to values",
        schema: ["type": "object", "additionalProperties": ["not": ["type": "string", "pattern": #"\$\{"#]]]
    ) { node, reading in
        if node.members != nil { return node }
        reading.reportWrongType(node, expected: "a map")
        return nil
    }
}
