public import Procession

/// Reads the tests of a process type from a file beside it, `NAME.test.yaml`, and finds everything wrong with it.
public enum ProcessTypeTestLoader {
    /// What became of one file of tests.
    public struct LoadedTests: Sendable {
        /// The type that the file is named after.
        public var type: ProcessTypeName
        /// Empty if any diagnostic is an error.
        public var tests: [ProcessTypeTest]
        /// In the order of the text.
        public var diagnostics: [Diagnostic]
    }

    /// What a name of a file of tests ends with.
    public static let suffixes = [".test.yaml", ".test.yml"]

    public static func load(file: String) -> LoadedTests {
        do throws(UnreadableFile) {
            return load(bytes: try FileBytes.read(file, limit: YAMLLimits.bytes + 1), file: file)
        } catch {
            return LoadedTests(type: typeName(of: file), tests: [], diagnostics: [error.diagnostic])
        }
    }

    public static func load(text: String, file: String) -> LoadedTests { load(bytes: Array(text.utf8), file: file) }

    private static func load(bytes: [UInt8], file: String) -> LoadedTests {
        var loaded = LoadedTests(type: typeName(of: file), tests: [], diagnostics: [])
        let source: SourceText
        do throws(UnreadableText) {
            source = try SourceText(reading: bytes, file: file)
        } catch {
            loaded.diagnostics = [error.diagnostic]
            return loaded
        }
        let findings = Findings(source)
        guard let document = NodeComposer.compose(findings), document.firstBrokenLine == nil else {
            loaded.diagnostics = findings.diagnostics(in: nil)
            return loaded
        }
        let reading = Reading(findings, executors: ExecutorRegistry(), stem: nil)
        let draft = TestFileDraft.keys.read(document.root, reading)
        reportDuplicates(in: draft, reading)
        loaded.diagnostics = findings.diagnostics(in: document.root)
        if !findings.hasErrors { loaded.tests = (draft?.tests ?? []).map { $0.test(source) } }
        return loaded
    }

    private static func typeName(of file: String) -> ProcessTypeName {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let suffix = suffixes.first { name.hasSuffix($0) } ?? ""
        return ProcessTypeName(String(name.dropLast(suffix.count)))
    }

    private static func reportDuplicates(in draft: TestFileDraft?, _ reading: Reading) {
        var seen: Set<String> = []
        for name in (draft?.tests ?? []).compactMap(\.name) where !seen.insert(name.value).inserted {
            reading.report("duplicate-name", "two tests are named '\(name.value)'", at: name.range)
        }
    }
}

extension TestDraft {
    fileprivate func test(_ source: SourceText) -> ProcessTypeTest {
        ProcessTypeTest(
            name?.value ?? "", input: inputs?.values ?? [:],
            results: tasks.map {
                pairs($0) {
                    TaskName($0)
                } value: {
                    $0.map(\.result)
                }
            } ?? [:],
            expect: expect?.expectation ?? ProcessTypeTest.Expectation(),
            location: source.location(name?.range ?? node.headline))
    }
}

extension ResultDraft {
    fileprivate var result: ProcessTypeTest.Result {
        if hangs == true { return .hang }
        if let failure { return .fail(failure.failure, log: log ?? "") }
        return .complete(outputs: outputs?.values ?? [:], log: log ?? "")
    }
}

extension FailureDraft {
    fileprivate var failure: TaskFailure {
        TaskFailure(
            errorClass ?? .runtime, message ?? "failed", code: code, exitCode: exitCode, retryAfter: retryAfter)
    }
}

extension ExpectationDraft {
    fileprivate var expectation: ProcessTypeTest.Expectation {
        ProcessTypeTest.Expectation(
            status: status,
            tasks: pairs(tasks ?? []) {
                TaskName($0)
            } value: {
                $0
            },
            order: (order ?? []).map { TaskName($0) },
            attempts: pairs(attempts ?? []) {
                TaskName($0)
            } value: {
                $0
            }, outputs: outputs?.values ?? [:],
            commands: pairs(commands ?? []) {
                TaskName($0)
            } value: {
                $0
            }, refusal: refusal)
    }
}

extension [NamedValue<YAMLNode>] {
    fileprivate var values: [String: Value] {
        pairs(self) {
            $0
        } value: {
            $0.value
        }
    }
}

private func pairs<Key: Hashable, Found, Result>(
    _ members: [NamedValue<Found>], key: (String) -> Key, value: (Found) -> Result
) -> [Key: Result] {
    Dictionary(
        members.map { (key($0.name.value), value($0.value.value)) }, uniquingKeysWith: { first, _ in first })
}
