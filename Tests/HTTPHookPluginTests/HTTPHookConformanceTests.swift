import HTTPHookPlugin
import Procession
import ProcessionTesting
import Testing

@Suite("the http executor conforms to the contract", .timeLimit(.minutes(2)))
struct HTTPHookConformanceTests {
    @Test("conformance")
    func conforms() async throws {
        try await LocalServer.run { request, connection in
            switch request.line.split(separator: " ").dropFirst().first {
            case "/good": try await connection.answer("200 OK", "done")
            case "/hang": await connection.hang()
            default: try await connection.answer("404 Not Found")
            }
        } _: { server in
            let hook = Hook()
            func call(_ path: String) -> Value { ["url": .string("http://shop.test:\(server.port)\(path)")] }
            let conformance = ExecutorConformance(
                HTTPHookExecutor(resolver: hook.resolver, client: hook.client), completing: call("/good"),
                failing: call("/bad"), endless: call("/hang"), context: { hook.context.reporting(to: $0) })
            for check in conformance.checks { try await check.run() }
        }
    }
}
