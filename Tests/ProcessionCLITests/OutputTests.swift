import Foundation
import Procession
import ProcessionCLI
import Testing

@Suite("Output")
struct OutputTests {
    @Test(
        "text takes as many columns as terminals give it",
        arguments: [
            ("abc", 3), ("", 0), ("ä", 1), ("a\u{308}", 1), ("漢字", 4), ("ｆ", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("✓●○", 3),
            ("한글", 4), ("\u{200B}", 0), ("🇩🇪", 2)
        ])
    func width(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(
        "text that is too long is cut between characters",
        arguments: [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("漢字漢字", 4, "漢…"), ("abc", 1, "…"), ("abc", 0, "")]
    )
    func truncation(text: String, width: Int, expected: String) {
        #expect(DisplayWidth.truncate(text, to: width) == expected)
    }

    @Test(
        "nothing in a text from outside works on the terminal",
        arguments: [
            ("plain ä", "plain ä"), ("\u{1B}[2J\u{1B}[31mred\u{1B}[0m", "red"), ("a\u{1B}]0;title\u{07}b", "ab"),
            ("a\u{1B}]0;title\u{1B}\\b", "ab"), ("a\rb\u{08}", "a␍b␈"), ("a\tb", "a b"), ("a\u{202E}b", "a\u{FFFD}b"),
            ("\u{9B}31m", "\u{FFFD}31m"), ("\u{1B}", "␛"), ("\u{7F}", "␡"), ("a\u{1B}Pq\u{1B}\\b", "ab"),
            ("\u{1B}cx", "x")
        ])
    func visible(text: String, expected: String) {
        #expect(VisibleText.line(text) == expected)
    }

    @Test("blocks keep line breaks and tabs, fields keep none")
    func blocksAndFields() {
        #expect(VisibleText.block("a\n\tb\u{1B}[1mc\r") == "a\n\tbc␍")
        #expect(VisibleText.field("a\n\tb\\\u{1}") == #"a\n\tb\\\x01"#)
    }

    @Test("a table gives way where it may, and keeps its columns aligned")
    func table() {
        let table = Table(
            [.init("ID"), .init("N", alignsRight: true), .init("TEXT", shrinks: true)],
            rows: [["a", "1", "short"], ["漢字", "100", "a text that is much too long"]])
        #expect(
            table.rendered(width: 24, style: .plain) == """
                ID      N  TEXT
                a       1  short
                漢字  100  a text that …

                """)
        #expect(table.plain == "a\t1\tshort\n漢字\t100\ta text that is much too long\n")
    }

    @Test("where a table can't fit, each row becomes a block")
    func narrowTable() {
        let table = Table(
            [.init("ID", shrinks: true), .init("STATUS"), .init("NEXT RUN"), .init("ERROR", shrinks: true)],
            rows: [
                ["01a214fb-32ca", "FAILED", "", "the disk is full, and was"],
                ["b", "COMPLETED", "2026-01-31", ""]
            ])
        #expect(
            table.rendered(width: 30, style: .plain) == """
                01a214fb-32ca
                  STATUS    FAILED
                  ERROR     the disk is full,
                            and was
                b
                  STATUS    COMPLETED
                  NEXT RUN  2026-01-31

                """)
    }

    @Test(
        "text is broken at blanks, or between characters where there is none",
        arguments: [
            ("abc", 3, ["abc"]), ("", 5, [""]), ("ab cd ef", 5, ["ab", "cd ef"]), ("abcdef", 4, ["abcd", "ef"]),
            ("漢字漢", 4, ["漢字", "漢"]), ("漢", 1, ["漢"])
        ])
    func wrapping(text: String, width: Int, lines: [String]) {
        #expect(DisplayWidth.wrap(text, to: width) == lines)
    }

    @Test("colours enclose the text, not its padding")
    func colour() {
        let table = Table([.init("S"), .init("X")], rows: [[.init("ok", .green), "y"]])
        #expect(
            table.rendered(width: nil, style: Style(isColoured: true))
                == "\u{1B}[1mS\u{1B}[0m   \u{1B}[1mX\u{1B}[0m\n\u{1B}[32mok\u{1B}[0m  y\n")
    }

    @Test(
        "spans are as exact as one wants to know",
        arguments: [
            (0, "0 ms"), (0.0123, "12 ms"), (0.3, "0.3 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"),
            (65, "1 m 05 s"), (7380, "2 h 03 m"), (-5, "0 ms"), (1e300, "277777777 h 46 m")
        ])
    func spans(seconds: Double, text: String) {
        #expect(TimeText.span(seconds) == text)
    }

    @Test("times have the user's zone for people, and UTC for programs")
    func times() throws {
        let date = Date(timeIntervalSince1970: 1_774_000_000.5)
        #expect(TimeText.iso(date) == "2026-03-20T09:46:40.500Z")
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(TimeText.local(date, timeZone: berlin) == "2026-03-20 10:46:40")
        #expect(TimeText.timeOfDay(date, timeZone: berlin) == "10:46:40")
    }

    @Test("errors are rendered as their description, coloured only in their marks")
    func errors() {
        let error = ProcessionError(
            .invalidInput, "it is\u{1B}[2J wrong", hint: "do it right",
            diagnostics: [Diagnostic(.warning, code: "odd", message: "odd")])
        #expect(
            ErrorReport.text(error, style: .plain)
                == "error[invalid-input]: it is wrong\nwarning[odd]: odd\n    = hint: do it right")
        #expect(
            ErrorReport.text(error, style: Style(isColoured: true)).hasPrefix(
                "\u{1B}[31merror[invalid-input]\u{1B}[0m: "))
    }

    @Test("annotations escape what would end them")
    func annotations() {
        let diagnostic = Diagnostic(
            code: "x", message: "50%\nof", location: SourceLocation(file: "a,b:c.yaml", line: 2, column: 3))
        #expect(
            GitHubAnnotation.text(diagnostic)
                == "::error file=a%2Cb%3Ac.yaml,line=2,col=3,title=x::50%25%0Aof")
    }
}
