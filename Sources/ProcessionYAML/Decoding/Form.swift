import Procession

/// What the value of a key may look like, and how it is read: the type column of the reference.
struct Form<Result>: Sendable {
    /// Such as "a duration".
    let words: String
    /// The form as JSON Schema, for editors.
    let schema: @Sendable () -> Value
    /// The value of a node; nil, with the reason among the findings, if it has not this form.
    let read: @Sendable (YAMLNode, Reading) -> Result?

    /// - Parameter schema: what it can say; by default it allows anything.
    init(
        _ words: String, schema: @autoclosure @escaping @Sendable () -> Value = [:],
        _ read: @escaping @Sendable (YAMLNode, Reading) -> Result?
    ) {
        self.words = words
        self.schema = schema
        self.read = read
    }

    /// The same form in other words.
    func described(as words: String) -> Form { Form(words, schema: self.schema(), read) }

    /// The same form, of which a rule knows more than reading it tells: as members of a JSON Schema.
    func keeping(_ rules: [String: Value]) -> Form {
        Form(words, schema: .map((self.schema().map ?? [:]).merging(rules) { own, _ in own }), read)
    }

    /// The form that also keeps the place.
    var located: Form<Located<Result>> {
        Form<Located<Result>>(words, schema: self.schema()) { node, reading in
            self.read(node, reading).map { Located($0, at: node.range) }
        }
    }
}

extension Reading {
    /// Reads what belongs to `subject`, and looks like `example` where that is given.
    func read<Result>(_ subject: String, like example: String? = nil, _ body: () -> Result) -> Result {
        let outer = (self.subject, self.example)
        self.subject = subject
        self.example = example ?? self.example
        defer { (self.subject, self.example) = outer }
        return body()
    }

    /// Keeps that a node has another form than expected.
    func reportWrongType(_ node: YAMLNode, expected: String, hint: String? = nil) {
        if node.isRefused { return }
        if node.isEmpty {
            report(
                "wrong-type", "\(subject) is empty, but must be \(expected)", at: node.headline,
                hint: hint ?? "give it a value")
        } else {
            report(
                "wrong-type", "\(subject) must be \(expected), not \(node.kindInWords)", at: node.headline,
                hint: hint)
        }
    }
}
