import ChildProcesses
import Procession
import ProcessionTesting
import Testing

@Suite("shell quoting")
struct ShellQuotingTests {
    @Test(
        "only what needs quotes gets them",
        arguments: [
            ("plain", "plain"), ("a/b-c_d.e:f,g@h%i+j=k", "a/b-c_d.e:f,g@h%i+j=k"), ("", "''"),
            ("two words", "'two words'"),
            ("it's", #"'it'\''s'"#), ("$HOME", "'$HOME'"), ("é", "'é'")
        ])
    func quotes(_ text: String, _ quoted: String) {
        #expect(ShellQuoting.quote(text) == quoted)
    }

    @Test("a shell reads quoted words as they were", .timeLimit(.minutes(1)))
    func roundTrip() async {
        let words = TrickyText.known.filter { $0.utf8.count < 50_000 } + TrickyText.random(300, seed: 1)
        for start in stride(from: 0, to: words.count, by: 50) {
            let some = Array(words[start..<min(start + 50, words.count)])
            let reporter = RecordingReporter()
            _ = await TaskChild([.text("sh"), .text("-c"), .text("printf '%s\\0' " + ShellQuoting.quote(some))])
                .run(in: .forTest(reporter))
            #expect(reporter.stdout == some.map { $0 + "\0" }.joined())
        }
    }
}
