import Foundation
import Procession
import ProcessionCLI
import Testing

@Suite("Lines from chunks")
struct LogLinesTests {
    private func chunk(_ content: String, task: TaskID = "t", stream: LogStream = .stdout) -> LogChunk {
        LogChunk(
            executionID: "e", taskID: task, attempt: 1, sequence: 0, stream: stream, offset: 0, content: content,
            loggedAt: Date(timeIntervalSince1970: 0))
    }

    @Test("lines that are split over chunks come whole, streams apart")
    func split() {
        var lines = LogLines()
        #expect(lines.feed(chunk("a\nb")).map(\.text) == ["a"])
        #expect(lines.feed(chunk("x", stream: .stderr)).isEmpty)
        #expect(lines.feed(chunk("c\r\n\nd")).map(\.text) == ["bc", ""])
        #expect(lines.feed(chunk("y\n", stream: .stderr)).map(\.text) == ["xy"])
        #expect(lines.feed(chunk("z", task: "u")).isEmpty)
        #expect(lines.finish("t").map(\.text) == ["d"])
        #expect(lines.finish().map(\.text) == ["z"])
        #expect(lines.finish().isEmpty)
    }

    @Test("a stream without line breaks does not grow without bound")
    func endless() {
        var lines = LogLines()
        #expect(lines.feed(chunk(String(repeating: "x", count: 70_000))).map(\.text.count) == [70_000])
        #expect(lines.finish().isEmpty)
    }
}
