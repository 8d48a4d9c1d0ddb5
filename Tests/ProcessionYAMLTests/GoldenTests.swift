import Foundation
import Procession
import Testing

@Suite("Golden files", .timeLimit(.minutes(1)))
struct GoldenTests {
    @Test("loading says exactly what the golden file says", arguments: GoldenCase.all)
    func golden(_ golden: GoldenCase) throws {
        let actual = try golden.actual()
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDENS"] != nil {
            try golden.write(actual)
        } else {
            #expect(actual == golden.expected)
        }
    }

    @Test("every problem has its place and a hint", arguments: GoldenCase.all)
    func hints(_ golden: GoldenCase) throws {
        for diagnostic in try golden.diagnostics() {
            #expect(diagnostic.hint != nil, "\(diagnostic.rendered())")
            #expect(diagnostic.location != nil, "\(diagnostic.rendered())")
        }
    }

    @Test("no golden file is lost")
    func count() {
        #expect(GoldenCase.all.count >= 70)
    }
}
