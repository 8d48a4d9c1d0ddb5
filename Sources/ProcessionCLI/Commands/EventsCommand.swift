import ArgumentParser
import Procession
import ProcessionEngine

/// `procession events`: every transition, and who caused it.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show every change of state, and who caused it.",
        discussion: """
            The last hundred and, with -f, those to come until Ctrl-C. --json prints one JSON object a line.

            Examples:
              procession events -f
              procession events --process nightly-berlin --after 0 --json
            """)

    @Flag(name: .shortAndLong, help: "Go on with events to come.")
    var follow = false
    @Option(help: ArgumentHelp("Only events of this process.", valueName: "id"))
    var process: String?
    @Option(help: ArgumentHelp("Start after the event with this number; 0 is the beginning.", valueName: "number"))
    var after: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    private static let page = 500

    func run() async throws {
        let access = try DatabaseAccess(database)
        try await access.read { store in
            let id = process.map { ProcessID($0) }
            if let id, after == nil { _ = try await store.existingProcess(id) }
            var cursor = try await start(in: store)
            while true {
                let events = try await store.events(after: cursor, process: id, limit: Self.page)
                for event in events { try show(event) }
                cursor = events.last?.id ?? cursor
                if events.count < Self.page { break }
            }
            guard follow else { return }
            for try await event in ProcessEvents(store: store, after: cursor, of: id) { try show(event) }
        }
    }

    /// The events of one process are few; of all, the last hundred are shown.
    private func start(in store: any ProcessStore) async throws -> Int {
        if let after { return after }
        return process == nil ? max(try await store.lastEventID() - 100, 0) : 0
    }

    private func show(_ event: EventRecord) throws {
        let stream = StandardStream.output
        if output.json {
            try stream.write(JSONDocument.text(["event": event.json]))
            return
        }
        let subject = [event.processID?.rawValue, event.task?.rawValue].compactMap { $0 }.joined(separator: "/")
        let fields = [
            String(event.id), output.time(event.occurredAt), event.kind, subject,
            event.attempt.map(String.init) ?? "", event.actor, event.detail ?? ""
        ]
        if output.plain {
            try stream.write(fields.map(VisibleText.field).joined(separator: "\t") + "\n")
            return
        }
        let style = Style.of(stream)
        var line = "\(fields[1])  \(style(accent(of: event), DisplayWidth.pad(event.kind, to: 24)))  \(subject)"
        if let attempt = event.attempt, attempt > 1 { line += " attempt \(attempt)" }
        if let detail = event.detail { line += ": \(VisibleText.line(detail))" }
        try stream.write("\(line)  \(style(.dim, "by \(VisibleText.line(event.actor))"))\n")
    }

    private func accent(of event: EventRecord) -> Style.Accent? {
        switch event.status {
        case "COMPLETED": .green
        case "FAILED": .red
        case "STOPPED": .yellow
        case "IN_PROGRESS": .cyan
        default: nil
        }
    }
}
