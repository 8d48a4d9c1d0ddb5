import Procession
import Testing

@Suite("Lists without their brackets")
struct ListNotationTests {
    @Test(
        "are written anew as YAML that is read as what is meant",
        arguments: [
            ("load", "write [load]"), ("5", "write [5]"), ("timeout, unavailable", "write [timeout, unavailable]"),
            ("a,b", "write [a, b]"), ("${file}", #"write ["${file}"]"#),
            ("sort ${file}", #"write it as a list, an element for each: [sort, "${file}"]"#),
            ("sleep 5", #"write it as a list, an element for each: [sleep, "5"]"#),
            (#"echo "a" -n -"#, #"write it as a list, an element for each: [echo, "\"a\"", -n, "-"]"#),
            ("test true /tmp a,b", #"write it as a list, an element for each: [test, "true", /tmp, "a,b"]"#)
        ])
    func hints(text: String, hint: String) {
        #expect(ListNotation.hint(for: text) == hint)
    }

    @Test("are not guessed at over several lines, nor where there is nothing", arguments: ["a\nb", "", "  "])
    func none(text: String) {
        #expect(ListNotation.hint(for: text) == nil)
    }
}
