import Foundation
import Procession
import Testing

@Suite("Secret providers")
struct SecretStoreTests {
    struct Broken: SecretProvider {
        struct Failure: Error, CustomStringConvertible { var description: String { "out of order" } }
        var name: String { "vault" }
        func secret(named name: String) async throws -> String? { throw Failure() }
    }

    struct Absent: SecretProvider {
        var name: String { "vault" }
        func secret(named name: String) -> String? { nil }
    }

    @Test(
        "the environment is asked by the exact name and in upper case",
        arguments: [("api-key", "1"), ("API_KEY", "1"), ("exact", "2"), ("other", nil)])
    func environment(name: String, value: String?) async throws {
        let secrets = EnvironmentSecrets(environment: [
            "PROCESSION_SECRET_API_KEY": "1", "PROCESSION_SECRET_exact": "2", "OTHER": "3"
        ])
        #expect(try await secrets.secret(named: name) == value)
    }

    @Test("a folder gives its files, without one line break at the end")
    func folder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let contents: [(name: String, bytes: [UInt8])] = [
            ("plain", Array("value".utf8)), ("line", Array("value\n".utf8)), ("windows", Array("value\r\n".utf8)),
            ("lines", Array("a\nb\n\n".utf8)), ("empty", []), (".hidden", Array("x".utf8)), ("binary", [0xFF, 0xFE]),
            ("largest", [UInt8](repeating: 65, count: 65_536)), ("large", [UInt8](repeating: 65, count: 65_537))
        ]
        for (name, bytes) in contents { try Data(bytes).write(to: folder.appending(path: name)) }
        try FileManager.default.createDirectory(at: folder.appending(path: "sub"), withIntermediateDirectories: true)
        #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
        let secrets = DirectorySecrets(path: folder.path)

        for (name, value) in [
            ("plain", "value"), ("line", "value"), ("windows", "value"), ("lines", "a\nb\n"), ("empty", ""),
            ("largest", String(repeating: "A", count: 65_536)), ("absent", nil), (".hidden", nil), ("", nil),
            ("..", nil),
            ("sub/../plain", nil), ("/etc/hostname", nil), ("plain\u{0}", nil)
        ] {
            #expect(try await secrets.secret(named: name) == value)
        }
        for (name, reason) in [
            ("large", "it is larger than 64 KiB"), ("binary", "it is not UTF-8"), ("sub", "it is not a file"),
            ("pipe", "it is not a file")
        ] {
            let failure = await #expect(throws: TaskFailure.self) {
                try await SecretStore([secrets]).secret(named: name)
            }
            #expect(
                failure
                    == TaskFailure(
                        .authorization, "the secret '\(name)' can't be read from folder \(folder.path): \(reason)"))
        }
    }

    @Test("providers are asked in order, and a missing secret names them")
    func store() async throws {
        let store = SecretStore([
            EnvironmentSecrets(environment: ["PROCESSION_SECRET_A": "first"]),
            EnvironmentSecrets(environment: ["PROCESSION_SECRET_A": "second", "PROCESSION_SECRET_B": "b"]), Absent()
        ])
        #expect(try await store.secret(named: "A") == "first")
        #expect(try await store.secret(named: "B") == "b")
        #expect(await store.isKnown("B"))
        #expect(await !store.isKnown("C"))
        let failure = await #expect(throws: TaskFailure.self) { try await store.secret(named: "C") }
        #expect(
            failure
                == TaskFailure(
                    .authorization,
                    "no provider has a secret named 'C' (asked: environment, environment, vault): "
                        + "set PROCESSION_SECRET_C"))
    }

    @Test("the message of a missing secret says what to do for the providers that were asked")
    func remedies() async throws {
        for (providers, message) in [
            ([EnvironmentSecrets(environment: [:])], "(asked: environment): set PROCESSION_SECRET_SIGN_KEY"),
            (
                [EnvironmentSecrets(environment: [:]), DirectorySecrets(path: "/run/secrets")],
                "(asked: environment, folder /run/secrets): set PROCESSION_SECRET_SIGN_KEY, "
                    + "or write it to '/run/secrets/sign_key'"
            ),
            ([Absent()], "(asked: vault)"), ([], "(no provider is set up)")
        ] as [([any SecretProvider], String)] {
            let failure = await #expect(throws: TaskFailure.self) {
                try await SecretStore(providers).secret(named: "sign_key")
            }
            #expect(failure?.message == "no provider has a secret named 'sign_key' \(message)")
        }
    }

    @Test("a provider that fails ends the search")
    func broken() async {
        let store = SecretStore([Broken(), EnvironmentSecrets(environment: ["PROCESSION_SECRET_A": "a"])])
        let failure = await #expect(throws: TaskFailure.self) { try await store.secret(named: "A") }
        #expect(failure?.message == "the secret 'A' can't be read from vault: out of order")
        #expect(await !store.isKnown("A"))
    }
}
