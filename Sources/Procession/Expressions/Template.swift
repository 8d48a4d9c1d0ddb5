/// A text with `${...}` in it, taken apart.
///
/// `$${` stands for a literal `${`; a `$` before anything else is just that.
public struct Template: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case literal(String)
        /// `offset` is that of the expression's first byte, after the `${`.
        case expression(ExpressionNode, offset: Int)
    }

    let text: String
    let parts: [Part]

    /// Whether a text holds anything to replace, `$${` included.
    public static func isTemplate(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var followsDollar = false
            for byte in bytes {
                if followsDollar, byte == UInt8(ascii: "{") { return true }
                followsDollar = byte == UInt8(ascii: "$")
            }
            return false
        }
    }

    /// Takes a text apart.
    ///
    /// - Throws: where an expression is wrong or its `}` is missing.
    public init(parsing text: String) throws(ExpressionError) {
        self.text = text
        guard Self.isTemplate(text) else {
            parts = [.literal(text)]
            return
        }
        do {
            parts = try TemplateScanner.parts(of: Array(text.utf8))
            try requirePlainSecrets()
        } catch {
            throw error.inCharacters(of: text)
        }
    }

    /// What is computed from a secret can't be masked, so a secret is only ever used as it is.
    private func requirePlainSecrets() throws(ExpressionError) {
        for case .expression(let node, let base) in parts {
            if case .reference = node { continue }
            var found: Int?
            node.forEachReference { reference, offset in
                if case .secret = reference, found == nil { found = base + offset }
            }
            guard let found else { continue }
            throw ExpressionError(
                "a secret can only be used as it is", hint: "write '${secrets.NAME}' alone", offset: found)
        }
    }

    /// A condition: one whole expression, with or without `${` and `}` around it.
    public init(parsingCondition text: String) throws(ExpressionError) {
        let bytes = Array(text.utf8)
        do throws(ExpressionError) {
            self.text = text
            if let inner = try TemplateScanner.soleExpression(in: bytes) {
                parts = [try TemplateScanner.expression(bytes, inner)]
            } else {
                parts = [try TemplateScanner.expression(bytes, 0..<bytes.count)]
            }
            if let secret = occurrences.first(where: { $0.reference.isSecret(inputs: []) }) {
                throw ExpressionError(
                    "a condition can't use a secret",
                    hint: "conditions are decided before a task has its secrets: test it in the task",
                    offset: secret.offset)
            }
        } catch {
            throw error.inCharacters(of: text)
        }
    }

    /// Every reference in it, in order of appearance.
    public var references: [Reference] { occurrences.map(\.reference) }

    /// A reference and where its first character stands in the template.
    public struct Occurrence: Sendable, Equatable {
        public var reference: Reference
        /// In characters from the start of the text.
        public var offset: Int

        public init(reference: Reference, offset: Int) {
            self.reference = reference
            self.offset = offset
        }
    }

    /// Every reference in it with its place, in order of appearance.
    public var occurrences: [Occurrence] {
        var occurrences: [Occurrence] = []
        // Counting on from the last reference keeps a text of very many references linear.
        var byte = 0, index = text.startIndex, characters = 0
        for case .expression(let node, let base) in parts {
            node.forEachReference { reference, offset in
                if base + offset < byte { (byte, index, characters) = (0, text.startIndex, 0) }
                let next = text.utf8.index(index, offsetBy: base + offset - byte, limitedBy: text.endIndex)
                characters += text[index..<(next ?? text.endIndex)].count
                (byte, index) = (base + offset, next ?? text.endIndex)
                occurrences.append(Occurrence(reference: reference, offset: characters))
            }
        }
        return occurrences
    }

    /// The value: that of the expression where it is the whole text, a string otherwise.
    public func resolve(in scope: some ExpressionScope) throws(ExpressionError) -> Value {
        if parts.count == 1, case .expression(let node, let offset) = parts[0] {
            return try evaluate(node, offset, in: scope)
        }
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .expression(let node, let offset): result += try evaluate(node, offset, in: scope).text
            }
            try ExpressionFunction.checkLength(result.utf8.count)
        }
        return .string(result)
    }

    func evaluate(
        _ node: ExpressionNode, _ offset: Int, in scope: some ExpressionScope
    ) throws(ExpressionError) -> Value {
        do {
            return try node.evaluate(in: scope)
        } catch {
            throw error.inCharacters(of: text, from: offset)
        }
    }
}
