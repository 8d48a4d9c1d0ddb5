import Procession
import Testing

/// A file that loads and that the schema accepts, and all the ways in which it can be spoilt.
struct SoundFile: Sendable, CustomTestStringConvertible {
    let name: String
    let value: Value

    var testDescription: String { name }

    init(_ name: String, _ text: String) {
        self.name = name
        value = (try? Value(json: text)) ?? .null
    }

    /// Each value replaced by each odd one, each key left out, unknown and further keys added, lists doubled.
    var mutations: [(name: String, value: Value)] {
        value.mutations.map { ("\(name): \($0.place)", $0.value) }
    }

    static let all = [
        SoundFile(
            "the keys of a file",
            #"""
            {"name": "x", "summary": "s", "version": "1.10", "tags": ["a"], "env": {"LANG": "C"}, "secrets": ["A_B"],
             "inputs": {"a": {"type": "string", "required": true, "pattern": "[a-z]+", "min_length": 1, "max_length": 9},
              "b": {"type": "integer", "default": 5, "minimum": 1}, "c": "boolean", "d": {"type": "list", "items": "integer"},
              "e": {"type": "path", "must_exist": true}, "f": {"secret": true}, "g": {"type": "duration", "minimum": "1s"},
              "h": {"enum": ["p", 1]}},
             "defaults": {"timeout": "5m", "retry": 3, "working_directory": "data", "env": {"A": "b"}, "inherit_env": true},
             "timeout": "2h", "fail_fast": false, "concurrency": {"key": "k", "limit": 2, "when_full": "skip"},
             "tasks": [{"name": "t", "shell": "echo $f"}], "finally": [{"name": "v", "shell": "echo ${A_B}"}],
             "outputs": {"day": "${execution.scheduled_for}"}}
            """#),
        SoundFile(
            "the keys of a schedule",
            #"""
            {"name": "x", "tasks": [{"name": "t", "shell": "echo"}], "inputs": {"p": "string"},
             "schedules": [{"id": "n", "cron": "30 2 * * mon-fri", "time_zone": "Europe/Berlin", "inputs": {"p": "v"},
              "missed": "all", "overlap": "queue"}, {"id": "m", "every": "15m"}]}
            """#),
        SoundFile(
            "the keys of a task",
            #"""
            {"name": "x", "tasks": [{"name": "t", "shell": {"run": "echo", "interpreter": "bash", "success_codes": [0, 1],
              "retryable_codes": [7]}, "outputs": {"r": "list"}},
             {"name": "u", "needs": ["t"], "when": "1 == 1", "env": {"X": "y"}, "working_directory": "w", "timeout": "5m",
              "retry": {"max_retries": 3, "backoff": "linear", "delay": "1s", "factor": 1.5, "max_delay": "10m",
               "jitter": "full", "on": ["timeout"]}, "allow_failure": true, "on_interruption": "fail",
              "for_each": ["a", 1], "max_parallel": 2, "pool": "p", "priority": 1,
              "command": {"argv": ["echo", "a"], "stdin": "s"}}, {"name": "w", "command": ["echo"]}]}
            """#),
        SoundFile(
            "the executors of scripts and of the flow",
            #"""
            {"name": "x", "tasks": [{"name": "a", "script": {"language": "awk -f", "source": "x", "args": ["a", 1]}},
             {"name": "b", "script": {"language": ["awk", "-f"], "file": "x"}}, {"name": "c", "wait": "5m"},
             {"name": "d", "wait": {"until": "2026-12-24T18:00:00Z"}}, {"name": "e", "approval": "ok?"},
             {"name": "f", "approval": {"message": "ok?", "timeout": "2d", "on_timeout": "approve"}},
             {"name": "g", "process": {"type": "other", "inputs": {"keep": 3}, "timeout": "2h"}},
             {"name": "h", "database": {"action": "backup", "folder": "f", "keep": 3}}]}
            """#),
        SoundFile(
            "the executor of hooks",
            #"""
            {"name": "x", "tasks": [{"name": "a", "http": {"method": "PUT", "url": "https://example.org:8080/a?b#c",
              "query": {"a": [1]}, "headers": {"Accept": "a", "X-Y": ["1"]}, "json": {"a": 1}, "timeout": "5m",
              "expect": [201, "200-299"], "follow_redirects": 3, "auth": {"bearer": "T"},
              "sign": {"secret": "P", "header": "X-Sig"}, "outputs": {"u": "/a/0"}, "allow_link_local": false}},
             {"name": "b", "http": {"url": "http://h/", "form": {"a": 1}, "auth": {"basic": {"username": "u",
              "password": "P"}}, "expect": 200}}]}
            """#)
    ]
}

extension Value {
    /// What may stand in a wrong place, or be a value at the edge of what is allowed.
    private static let odd: [Value] = [
        nil, true, 0, -1, 1, 5.0, 1.5, 1e300, 600, "", " ", "x", "TRACE", "true", "5", "5m", "0s", "${1 + 1}",
        "http://x",
        "ftp://x", "http://u:p@x/", "/a~2", "2024-02-29", "utc", .string(String(repeating: "a", count: 63)),
        .string(String(repeating: "a", count: 64)), [], [nil], [""], ["a", "a"], [:], ["x": 1], ["content-length": "1"],
        ["status": "/x"], ["a": nil]
    ]

    /// Keys that have a meaning somewhere, and one that has none.
    private static let keys: [String: Value] = [
        "zzz": 1, "x-note": "a", "url": "http://h/", "timeout": "5s", "source": "x", "for": "5m", "body": "x",
        "every": "5m", "default": "x", "secret": true, "max_parallel": 3, "shell": "x", "minimum": 1
    ]

    fileprivate var mutations: [(place: String, value: Value)] {
        let replaced = Self.odd.map { ("replaced by \($0.json.prefix(80))", $0) }
        switch self {
        case .map(let members):
            var found = replaced
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                found.append(("without \(key)", .map(members.filter { $0.key != key })))
                found += member.mutations.map { place, value in
                    ("\(key) \(place)", .map(members.merging([key: value]) { $1 }))
                }
            }
            for (key, value) in Self.keys.sorted(by: { $0.key < $1.key }) where members[key] == nil {
                found.append(("with \(key)", .map(members.merging([key: value]) { $1 })))
            }
            return found
        case .list(let elements):
            return replaced + [("doubled", .list(elements + elements))]
                + elements.enumerated().flatMap { index, element in
                    element.mutations.map { place, value in
                        var elements = elements
                        elements[index] = value
                        return ("[\(index)] \(place)", .list(elements))
                    }
                }
        default: return replaced
        }
    }
}
