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
                [
                    ".body: 'json' and 'body' exclude each other",
                    ".body_file: 'json' and 'body_file' exclude each other"
                ]
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
            (["auth": [:]], [".auth: 'auth' needs 'bearer' or 'basic'"]),
            (
                ["outputs": ["a": "items/0", "Bad": "/x", "b": "/~2", "status": "/s"]],
                [
                    ".outputs.Bad: 'Bad' must be a name of lower-case letters, digits and '_', and not status or body",
                    ".outputs.a: 'a' must be a JSON pointer such as /items/0/id, or \"\" for the whole answer, "
                        + "not 'items/0'",
                    ".outputs.b: 'b' must be a JSON pointer such as /items/0/id, or \"\" for the whole answer, not '/~2'",
                    ".outputs.status: 'status' must be a name of lower-case letters, digits and '_', "
                        + "and not status or body"
                ]
            ),
            (
                ["headers": ["A B": "x", "content-length": "3"]],
                [
                    ".headers.A B: 'A B' must be the name of a header, none that follows from the body or the connection",
                    ".headers.content-length: 'content-length' must be the name of a header, "
                        + "none that follows from the body or the connection"
                ]
            ),
            (
                ["headers": ["authorization": "y"], "auth": ["bearer": "T"]],
                [".headers.authorization: the header 'authorization' and 'auth' are the same"]
            ),
            (
                ["method": "TRACE"],
                [".method: 'method' must be an HTTP method such as PUT, none of CONNECT and TRACE, not 'TRACE'"]
            ),
            (["url": "ftp://x"], [".url: 'url' must be an http or https URL without user and password"]),
            (["url": "http://u:p@x/"], [".url: 'url' must be an http or https URL without user and password"]),
            (["url": "http://x:99999/"], [".url: the URL can't be called: its port must be from 1 to 65535"])
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
