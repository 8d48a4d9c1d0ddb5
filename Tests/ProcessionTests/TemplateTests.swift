import Procession
import Testing

@Suite("Templates")
struct TemplateTests {
    static let scope = FixedScope([
        "x": 3, "name": "Ada L/./ö?#&=%", "nothing": nil, "list": [1, "a"], "base": "https://example.org/api",
        "dots": "..", "dot": ".", "bad": "javascript:alert(1)", "half": "%2e"
    ])

    @Test(
        "a text becomes its value",
        arguments: [
            ("plain", "plain"), ("", ""), ("$x $ {x}", "$x $ {x}"), ("${x}", 3), ("${ x }", 3), ("<${x}>", "<3>"),
            ("${x}${x}", "33"), ("a${nothing}b", "ab"), ("${list}", [1, "a"]), ("=${list}", #"=[1,"a"]"#),
            ("$${x}", "${x}"), ("$$${x}", "$${x}"), ("$${${x}}", "${3}"), ("${'}'}", "}"), ("${\"{\"}!", "{!"),
            ("${'a\\'}'}.", "a'}."), ("ä${x}ö", "ä3ö"), ("${'$${'}", "$${")
        ] as [(String, Value)])
    func resolves(text: String, value: Value) throws {
        #expect(try Template(parsing: text).resolve(in: Self.scope) == value)
    }

    @Test("what is inserted is not read again")
    func onePass() throws {
        let scope = FixedScope(["x": "${secrets.API_KEY}"])
        #expect(try Template(parsing: "<${x}>").resolve(in: scope) == "<${secrets.API_KEY}>")
    }

    @Test(
        "what can't be read is refused with its place in the whole text",
        arguments: [
            ("ab${x", "the '}' of this '${' is missing", 2), ("a${'x}", "the string that begins here is not closed", 3),
            ("ää${x +}", "expected a value, found the end", 7), ("${}", "there is no expression", 2),
            ("${x}${process.foo}", "'process' has no 'foo'", 14), ("${{x}}", "'{' has no meaning here", 2)
        ])
    func refuses(text: String, message: String, offset: Int) {
        let error = #expect(throws: ExpressionError.self) { try Template(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test("an error in a value is placed in the whole text")
    func errorPlace() {
        let error = #expect(throws: ExpressionError.self) {
            try Template(parsing: "ä ${1} ${x + absent}").resolve(in: Self.scope)
        }
        #expect(error?.offset == 13)
    }

    @Test("references come with their places")
    func occurrences() throws {
        let template = try Template(parsing: "ä ${ x } ${1 + tasks.a.status}")
        #expect(
            template.occurrences == [
                .init(reference: .input("x"), offset: 5), .init(reference: .taskStatus(task: "a"), offset: 15)
            ])
        #expect(template.references == [.input("x"), .taskStatus(task: "a")])
    }

    @Test("a condition is one expression, in braces or bare", arguments: ["x > 2", "${x > 2}", " ${ x > 2 }\n"])
    func conditions(text: String) throws {
        #expect(try Template(parsingCondition: text).resolve(in: Self.scope) == true)
    }

    @Test(
        "anything else is no condition",
        arguments: [("${x} > 2", 5), ("${x}${x}", 4), ("x > ${x}", 4), ("", 0), ("${x", 0)])
    func refusesConditions(text: String, offset: Int) {
        let error = #expect(throws: ExpressionError.self) { try Template(parsingCondition: text) }
        #expect(error?.offset == offset)
    }

    @Test(
        "values in a URL are encoded by their position",
        arguments: [
            ("https://example.org/", "https://example.org/"),
            (
                "https://example.org/${name}?q=${name}#${x}",
                "https://example.org/Ada%20L%2F.%2F%C3%B6%3F%23%26%3D%25?q=Ada%20L%2F.%2F%C3%B6%3F%23%26%3D%25#3"
            ),
            ("https://${name}.example.org/", "https://Ada%20L%2F.%2F%C3%B6%3F%23%26%3D%25.example.org/"),
            ("${base}/items/${x}", "https://example.org/api/items/3"), ("${base}", "https://example.org/api"),
            ("${base}?q=${dots}", "https://example.org/api?q=.."), ("https://e.org/${dots}x", "https://e.org/..x"),
            ("https://e.org/a/../${x}", "https://e.org/a/../3"), ("https://e.org/?p=/${dots}/", "https://e.org/?p=/../")
        ])
    func urls(text: String, url: String) throws {
        #expect(try Template(parsing: text).resolveURL(in: Self.scope) == url)
    }

    @Test(
        "values that would change the shape of a URL are refused",
        arguments: [
            "https://e.org/${dots}/x", "https://e.org/x/${dots}", "https://e.org/.${dot}", "https://e.org/${dot}?a",
            "https://e.org/%2E${dot}", "${bad}", "${name}/x", "${nothing}", "${x}://e.org"
        ])
    func refusedURLs(text: String) throws {
        let template = try Template(parsing: text)
        #expect(throws: ExpressionError.self) { try template.resolveURL(in: Self.scope) }
    }

    @Test("all texts in a value are resolved, keys are not")
    func nested() throws {
        let value: Value = ["${x}": ["${x}", "n${x}", 1, nil, ["k": "${list}"]]]
        #expect(try value.resolved(in: Self.scope) == ["${x}": [3, "n3", 1, nil, ["k": [1, "a"]]]])
    }

    @Test(
        "what counts as true",
        arguments: [
            (nil, false), (false, false), (true, true), (0, false), (0.0, false), (-1, true), (0.1, true), ("", false),
            ("false", true), ([], false), ([nil], true), ([:], false), (["a": nil], true)
        ] as [(Value, Bool)])
    func truth(value: Value, isTruthy: Bool) {
        #expect(value.isTruthy == isTruthy)
    }
}
