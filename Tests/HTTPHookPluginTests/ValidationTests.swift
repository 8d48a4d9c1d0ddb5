import HTTPHookPlugin
import Procession
import Testing

@Suite("What the loader says about a configuration")
struct ValidationTests {
    private let executor = RegisteredExecutor(HTTPHookExecutor(), origin: "tests")

    @Test(
        "sound configurations pass, templates included",
        arguments: [
            ["url": "https://example.org/${id}?q=${q}"],
            ["url": "${base ?? 'x'}", "method": "${method}", "json": ["a": "${x}"], "timeout": "${t}"],
            ["url": "http://h/", "body": "", "expect": [200, "201-204", "301"], "follow_redirects": 3],
            ["url": "http://h/", "method": "PURGE", "auth": ["basic": ["username": "${user}", "password": "P_W"]]],
            ["url": "http://h/", "outputs": ["all": "", "x": "/a~0/~1b"], "json": nil],
            ["url": "http://h/", "query": ["a": [1, "b", true], "c": 2.5], "headers": ["X-Y": "${z}"]]
        ] as [Value])
    func sound(configuration: Value) {
        #expect(executor.violations(in: configuration) == [])
    }

    @Test(
        "every mistake is named with its place",
        arguments: [
            (
                ["json": 1, "body": "x", "body_file": "f"],
                [".body: 'body' and 'json' are both a body", ".body_file: 'body_file' and 'json' are both a body"]
            ),
            (
                ["expect": "2xx"],
                [".expect: 'expect' must be a status such as 201 or a range such as 200-299, not '2xx'"]
            ),
            (["expect": [200, "299-200"]], [".expect[1]: '299-200' is no status, nor a range of them"]),
            (
                ["auth": ["bearer": "A", "basic": ["username": "u", "password": "B"]]],
                [".auth.basic: 'bearer' and 'basic' exclude each other"]
            ),
            (["auth": [:]], [".auth: 'auth' names no secret"]),
            (
                ["outputs": ["a": "items/0", "Bad": "/x", "b": "/~2", "status": "/s"]],
                [
                    ".outputs.Bad: 'Bad' can't name an output", ".outputs.a: 'items/0' is no JSON pointer",
                    ".outputs.b: '/~2' is no JSON pointer",
                    ".outputs.status: every HTTP task has an output 'status' already"
                ]
            ),
            (
                ["headers": ["A B": "x", "Content-Length": "3", "authorization": "y"], "auth": ["bearer": "T"]],
                [
                    ".headers.A B: \"A B\" can't name a header",
                    ".headers.Content-Length: the header 'Content-Length' can't be set",
                    ".headers.authorization: the header 'authorization' and 'auth' are the same"
                ]
            ),
            (["method": "TRACE"], [".method: 'TRACE' is no method that a hook can use"]),
            (["url": "ftp://x"], [".url: the URL can't be called: it must start with http:// or https://"]),
            (
                ["url": "http://u:p@x/"],
                [".url: the URL can't be called: it holds a user name or a password; use 'auth' with a secret instead"]
            )
        ] as [(Value, [String])])
    func mistakes(configuration: Value, expected: [String]) {
        let whole = (["url": "http://h/"] as [String: Value]).merging(configuration.map ?? [:]) { $1 }
        let found = executor.violations(in: .map(whole)).map { violation in
            violation.path.map { step in
                switch step {
                case .key(let key): ".\(key)"
                case .index(let index): "[\(index)]"
                }
            }.joined() + ": \(violation.message)"
        }
        #expect(found == expected)
    }

    @Test(
        "the summary shows method and place, never the query or a user",
        arguments: [
            (["url": "https://example.org/a?token=1#x"], "GET https://example.org/a"),
            (["url": "https://h/${x ?? 'd'}/b?c=${d}", "json": nil], "POST https://h/${x ?? 'd'}/b"),
            (["url": "https://me:pw@h/a@b", "method": "put"], "PUT https://h/a@b"),
            (["method": "get"], "GET"), ("nonsense", "GET")
        ] as [(Value, String)])
    func summary(configuration: Value, expected: String) {
        #expect(executor.summary(of: configuration) == expected)
    }

    @Test("the plugin brings the executor 'http'")
    func plugin() throws {
        let executors = ExecutorRegistry()
        try HTTPHookPlugin().register(executors: executors, types: ProcessTypeRegistry())
        let descriptor = try #require(executors["http"]).descriptor
        #expect(descriptor.outputs == ["status": .integer, "body": .string])
        #expect(!descriptor.startsChildProcess)
    }
}
