/// A text in which `${...}` refers to values, written in Swift: what is interpolated is data, and refers to nothing.
///
/// ```swift
/// let greeting: TemplateText = "hello \(input.name), run ${execution.id}"
/// ```
///
/// Whatever `input.name` holds becomes a part of the text as it is. Another `TemplateText`, such as
/// ``TaskDefinition/output(_:)``, keeps its references.
public struct TemplateText: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// As it would stand in YAML.
    public let text: String

    /// A text whose references are meant.
    public init(verbatim text: String) { self.text = text }

    public init(stringLiteral text: String) { self.text = text }
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        public mutating func appendLiteral(_ literal: String) { append(literal) }
        public mutating func appendInterpolation(_ template: TemplateText) { append(template.text) }

        /// A duration as it would stand in YAML, such as `1h30m`.
        public mutating func appendInterpolation(_ duration: Duration) { append(DurationText.format(duration)) }

        /// A word as it stands in an input, which refers to nothing.
        public mutating func appendInterpolation(_ word: some RawRepresentable<String>) {
            append(TemplateText.escaped(word.rawValue))
        }

        public mutating func appendInterpolation(_ word: some RawRepresentable<String> & CustomStringConvertible) {
            append(TemplateText.escaped(word.description))
        }

        /// A value as text, which refers to nothing.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            append(TemplateText.escaped(value.description))
        }

        /// Parts that only together look like a reference are none, and those that are one stay one.
        private mutating func append(_ part: String) {
            if text.utf8.last == UInt8(ascii: "$") {
                if part.utf8.first == UInt8(ascii: "{") {
                    text += "$"
                } else if part.hasPrefix("${") {
                    let dollars = text.utf8.reversed().prefix { $0 == UInt8(ascii: "$") }.count
                    text.removeLast(dollars)
                    text += "${'\(String(repeating: "$", count: dollars))'}"
                }
            }
            text += part
        }
    }

    /// The text with every `${` written so that it stands for itself.
    static func escaped(_ text: String) -> String { text.replacing("${", with: "$${") }
}

extension Value {
    /// A text in an ``ExecutorCall``: `${...}` in it refers to values, and what is interpolated with `\(...)` is data.
    public static func template(_ text: TemplateText) -> Value { .string(text.text) }
}
