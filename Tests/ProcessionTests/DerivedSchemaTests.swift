import Foundation
import Logging
import Procession
import Testing

@Suite("Schemas derived from types")
struct DerivedSchemaTests {
    enum Mode: String, Codable, CaseIterable { case fast, thorough }

    struct Login: Codable, Sendable {
        var user: String
        var password: String?
    }

    struct Everything: Codable, Sendable {
        var text: String
        var count: Int
        var share: Double?
        var isDry: Bool
        var mode: Mode
        var pause: Duration
        var link: URL
        var names: [String]
        var sizes: [String: Int]
        var login: Login
        var anything: Value?

        enum CodingKeys: String, CodingKey {
            case text, count, share, mode, pause, link, names, sizes, login, anything
            case isDry = "is_dry"
        }
    }

    /// Reads a text or a map, as many configurations do.
    struct ShortOrLong: Codable, Sendable, Equatable {
        var run: String
        var mode: Mode

        init(from decoder: any Decoder) throws {
            if let short = try? decoder.singleValueContainer().decode(String.self) {
                run = short
                mode = .fast
            } else {
                let long = try decoder.container(keyedBy: CodingKeys.self)
                run = try long.decode(String.self, forKey: .run)
                mode = try long.decodeIfPresent(Mode.self, forKey: .mode) ?? .fast
            }
        }
    }

    private static func descriptor<Configuration: Decodable>(
        _ type: Configuration.Type, _ keys: [KeyNote] = []
    ) -> ExecutorDescriptor {
        ExecutorDescriptor(name: "sample", summary: "A sample.", configuration: type, keys: keys)
    }

    @Test("rules between keys stand beside the type, and name keys that it reads")
    func rules() {
        func descriptor(_ rules: [ConfigurationSchema.KeyRule]) -> ExecutorDescriptor {
            ExecutorDescriptor(name: "sample", summary: "A sample.", configuration: ShortOrLong.self, rules: rules)
        }
        let sound = descriptor([.needs("mode", beside: "run")])
        #expect(sound.problems == [])
        guard case .oneOf(let forms) = sound.configuration, case .object(let object)? = forms.last else {
            Issue.record("\(sound.configuration)")
            return
        }
        #expect(object.rules == [.needs("mode", beside: "run")])
        #expect(
            descriptor([.atMostOne(of: ["run", "file"])]).problems == ["there is a rule on 'file', but no such key"])
    }

    @Test("every kind of property has its schema, and an optional one may be absent")
    func properties() {
        let descriptor = Self.descriptor(Everything.self)
        #expect(descriptor.problems == [])
        guard case .object(let object) = descriptor.configuration else {
            Issue.record("\(descriptor.configuration) is no object")
            return
        }
        #expect(object["text"]?.schema == .string())
        #expect(object["count"]?.schema == .integer())
        #expect(object["share"]?.schema == .number())
        #expect(object["is_dry"]?.schema == .boolean)
        #expect(object["mode"]?.schema == .enumeration(["fast", "thorough"]))
        #expect(object["pause"]?.schema == .duration)
        #expect(object["link"]?.schema == .string(pattern: .url))
        #expect(object["names"]?.schema == .list(of: .string()))
        #expect(object["sizes"]?.schema == .map(of: .integer()))
        #expect(object["anything"]?.schema == .any)
        #expect(
            object["login"]?.schema
                == .object(.init([.init("user", .string(), isRequired: true, ""), .init("password", .string(), "")])))
        #expect(object.properties.filter { !$0.isRequired }.map(\.name).sorted() == ["anything", "share"])
    }

    @Test("a type that reads a short form or a long one has both")
    func forms() {
        let descriptor = Self.descriptor(ShortOrLong.self)
        #expect(descriptor.problems == [])
        #expect(
            descriptor.configuration
                == .oneOf([
                    .string(),
                    .object(
                        .init([
                            .init("run", .string(), isRequired: true, ""),
                            .init("mode", .enumeration(["fast", "thorough"]), "")
                        ]))
                ]))
    }

    @Test("notes give descriptions, defaults and bounds")
    func notes() {
        struct Plain: Codable { var path: String, tries: Int }
        let descriptor = Self.descriptor(
            Plain.self,
            [.key("path", "The file."), .key("tries", "How often.", default: 3, minimum: 1, maximum: 9)])
        #expect(
            descriptor.configuration
                == .object(
                    .init([
                        .init("path", .string(), isRequired: true, "The file."),
                        .init("tries", .integer(minimum: 1, maximum: 9), defaultValue: 3, "How often.")
                    ])))
    }

    @Test("notes that don't fit the type are problems, and the executor can't be registered")
    func wrongNotes() {
        struct Plain: Codable, Sendable { var path: String }
        struct Executor: ProcessionExecutor {
            typealias Configuration = Plain
            static let descriptor = ExecutorDescriptor(
                name: "wrong", summary: "Has wrong notes.", configuration: Plain.self,
                keys: [.key("pth", "A typo."), .key("path", "No number.", default: 1, minimum: 1)])
            func execute(_ configuration: Plain, context: TaskContext) -> TaskResult { .completed() }
        }
        let error = #expect(throws: ProcessionError.self) { try ExecutorRegistry().register(Executor()) }
        #expect(error?.code == .invalidDefinition)
        let messages = (error?.diagnostics ?? []).map(\.message)
        #expect(messages.contains { $0.contains("'pth'") && $0.contains("did you mean 'path'?") })
        #expect(messages.contains("'path' is no number, and has no bounds"))
        #expect(messages.contains { $0.hasPrefix("the default of 'path'") })
    }

    @Test("a type that can't be read from samples says so instead of giving half a schema")
    func unreadable() {
        struct Picky: Codable {
            var first: String
            init(from decoder: any Decoder) throws {
                let values = try decoder.container(keyedBy: CodingKeys.self)
                first = try values.decode(String.self, forKey: .first)
                guard first == "open sesame" else {
                    throw DecodingError.dataCorruptedError(forKey: .first, in: values, debugDescription: "wrong word")
                }
            }
        }
        #expect(
            Self.descriptor(Picky.self).problems == [
                "Picky can't be read from its defaults and samples of the rest: wrong word"
            ])
        let note = KeyNote.key("first", "The word.", default: "open sesame")
        #expect(Self.descriptor(Picky.self, [note]).problems == [])
    }

    @Test("after a failure nothing is said of keys that were not reached")
    func notReached() {
        struct Limits: Codable { var piece: Int }
        struct Configuration: Codable { var limits: Limits, loud: Bool }
        let notes: [KeyNote] = [.key("limits", "Bounds.", default: [:]), .key("loud", "Whether it is loud.")]
        let problems = Self.descriptor(Configuration.self, notes).problems
        #expect(problems.contains { $0.contains("'piece' is missing") })
        #expect(!problems.contains { $0.contains("'loud'") })
    }

    @Test("a note on a key of a nested type says where it belongs")
    func nestedNote() {
        struct Limits: Codable { var piece: Int }
        struct Configuration: Codable { var limits: Limits }
        #expect(
            Self.descriptor(Configuration.self, [.key("limits", "Bounds."), .key("limits.piece", "How much.")]).problems
                == [
                    "there is a note on 'limits.piece', but Configuration reads no such key; notes on what is in 'limits' "
                        + "stand in the 'keys' of its own note"
                ])
    }

    @Test("defaults are filled in before a configuration is decoded, and durations are read from their texts")
    func defaults() async throws {
        struct Executor: ProcessionExecutor {
            struct Configuration: Codable, Sendable { var name: String, pause: Duration }
            static let descriptor = ExecutorDescriptor(
                name: "pausing", summary: "Pauses.", configuration: Configuration.self,
                keys: [.key("name", "A name."), .key("pause", "How long.", default: "1m30s")])
            func execute(_ configuration: Configuration, context: TaskContext) -> TaskResult {
                .completed(outputs: ["seconds": .integer(Int(configuration.pause.components.seconds))])
            }
        }
        let registry = ExecutorRegistry()
        try registry.register(Executor())
        let executor = try #require(registry["pausing"])
        #expect(executor.violations(in: ["name": "a"]).isEmpty)
        #expect(executor.violations(in: ["name": "a", "pause": "soon"]).map(\.code.description) == ["invalid-value"])
        #expect(try await executor.execute(["name": "a"], context: .sample) == .completed(outputs: ["seconds": 90]))
    }

    @Test("what is encoded to a value is decoded from it again")
    func roundTrip() throws {
        let everything = Everything(
            text: "a", count: 3, share: 0.5, isDry: true, mode: .thorough, pause: .seconds(90),
            link: try #require(URL(string: "https://example.org/x")), names: ["b", "c"], sizes: ["d": 4],
            login: Login(user: "e", password: nil), anything: ["f": [1, 2]])
        let value = try Value(encoding: everything)
        #expect(value["pause"] == "1m30s")
        #expect(value["is_dry"] == true)
        #expect(try Value(encoding: value.decoded(as: Everything.self)) == value)
        #expect(throws: DecodingError.self) { try Value.map(["text": 1]).decoded(as: Everything.self) }
    }
}

extension TaskContext {
    fileprivate static var sample: TaskContext {
        TaskContext(
            processID: "p", processType: "sample", executionID: "e", taskID: "t", task: "a", attempt: 1,
            idempotencyKey: "e/a", workingDirectory: "/", baseDirectory: "/", deadline: .distantFuture,
            clock: SystemClock(), logger: Logger(label: "test"), reporter: Silence())
    }
}

private struct Silence: TaskReporter {
    func log(_ bytes: [UInt8], stream: LogStream) {}
    func progress(_ fraction: Double, message: String?) {}
    func started(child: ChildIdentity) {}
}
