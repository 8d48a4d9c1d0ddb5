import ArgumentParser
import Procession

import struct Foundation.Date

/// How a result is printed: a table for people, `--json` or `--plain` for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object; its form is stable within one format_version.")
    var json = false
    @Flag(help: "Print tab-separated lines without titles.")
    var plain = false

    func validate() throws {
        if json && plain { throw ValidationError("--json and --plain exclude each other") }
    }

    /// A point in time for a cell: the user's time zone for people, ISO 8601 for programs.
    func time(_ date: Date?) -> String {
        date.map { plain ? TimeText.iso($0) : TimeText.local($0) } ?? ""
    }

    /// Prints a table in the chosen form.
    ///
    /// - Parameters:
    ///   - whenEmpty: what people read, on the error stream, instead of a table without rows.
    ///   - document: the same as JSON.
    func show(_ table: Table, whenEmpty: String? = nil, json document: [String: Value]) throws {
        let output = StandardStream.output
        if json {
            try output.write(JSONDocument.text(document))
        } else if plain {
            try output.write(table.plain)
        } else if table.rows.isEmpty, let whenEmpty {
            StandardStream.say(whenEmpty + "\n")
        } else {
            try output.write(table.rendered(width: output.size?.columns, style: .of(output)))
        }
    }
}
