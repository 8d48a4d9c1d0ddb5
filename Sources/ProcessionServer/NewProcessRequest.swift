import Hummingbird
import Procession

/// The body of a request for a new process.
///
/// A JSON object: `type` (required), `input` (the key-value form or a JSON object as text) or `inputs` (an object),
/// `id`, `schedule`, `time_zone`, `missed` and `overlap` (policies of the schedule), `priority` (0 without it),
/// `base_directory` (where relative paths among the inputs start). A process that is started at once has no schedule.
struct NewProcessRequest {
    var type: ProcessTypeName
    var input: RawInput
    var id: ProcessID?
    var schedule: String?
    var timeZone: String?
    var missed: MissedPolicy?
    var overlap: OverlapPolicy?
    var priority: Int
    var baseDirectory: String?

    private static let keys = ["type", "input", "inputs", "id", "priority", "base_directory"]
    private static let scheduleKeys = ["schedule", "time_zone", "missed", "overlap"]

    init(_ request: Request, limit: Int, mayHaveSchedule: Bool = true) async throws(ProcessionError) {
        let members = try await request.members(
            among: Self.keys + (mayHaveSchedule ? Self.scheduleKeys : []), limit: limit)
        func text(_ key: String) throws(ProcessionError) -> String? {
            guard let value = members[key], !value.isNull else { return nil }
            guard let text = value.string else {
                throw ProcessionError(.invalidArgument, "'\(key)' is \(value.kind); a string is expected")
            }
            return text
        }
        func word<Word: CaseIterable & RawRepresentable<String>>(_ key: String) throws(ProcessionError) -> Word? {
            guard let given = try text(key) else { return nil }
            if let word = Word(rawValue: given) { return word }
            let words = Word.allCases.map(\.rawValue)
            throw ProcessionError(
                .invalidArgument, "'\(given)' is no value for '\(key)'",
                hint: NearestName.hint(for: given, among: words) ?? "it is one of \(words.joined(separator: ", "))")
        }
        guard let type = try text("type") else {
            throw ProcessionError(.invalidArgument, "'type' is missing", hint: "name a process type")
        }
        self.type = ProcessTypeName(type)
        switch (try text("input"), members["inputs"]) {
        case (let given?, nil): input = .text(given)
        case (nil, .map(let values)?): input = .values(values)
        case (nil, nil), (nil, .null?): input = .none
        case (nil, let value?):
            throw ProcessionError(.invalidArgument, "'inputs' is \(value.kind); an object is expected")
        case (_?, _?):
            throw ProcessionError(.invalidArgument, "'input' and 'inputs' exclude each other", hint: "give one of them")
        }
        id = try text("id").map { ProcessID($0) }
        schedule = try text("schedule")
        timeZone = try text("time_zone")
        missed = try word("missed")
        overlap = try word("overlap")
        baseDirectory = try text("base_directory")
        switch members["priority"] {
        case .integer(let priority)?: self.priority = priority
        case nil, .null?: priority = 0
        case let value?:
            throw ProcessionError(.invalidArgument, "'priority' is \(value.kind); an integer is expected")
        }
    }
}
