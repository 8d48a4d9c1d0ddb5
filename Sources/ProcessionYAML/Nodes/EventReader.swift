import CYAML

/// What libyaml reports of a document, one step at a time.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case alias(String)
        case scalar(YAMLNode.Scalar, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
    }

    /// What stands in front of a node: `&anchor !tag`.
    struct Properties {
        var anchor: String?
        var tag: String?
    }

    var kind: Kind
    var range: MarkRange
}

/// A YAML text that libyaml can't read on from, in its words.
struct YAMLSyntaxError: Error {
    var problem: String
    /// What libyaml was doing, such as "while parsing a block mapping", and where that began.
    var context: String?
    var contextMark: Mark?
    var mark: Mark
    /// Where the bytes themselves are at fault: the offset of the first bad one, and the character that it begins.
    var badCharacter: (offset: Int, value: Int)?
}

/// Reads events from libyaml's parser.
final class EventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter bytes: the text; it must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // libyaml keeps a pointer to the parser in itself, so the parser must not move.
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: Self.kind(of: event),
            range: MarkRange(start: Mark(event.start_mark), end: Mark(event.end_mark)))
    }

    private var failure: YAMLSyntaxError {
        let isReaderError = parser.pointee.error == YAML_READER_ERROR
        let hasContext = parser.pointee.context != nil
        return YAMLSyntaxError(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "the text can't be read",
            context: parser.pointee.context.map { String(cString: $0) },
            contextMark: hasContext ? Mark(parser.pointee.context_mark) : nil,
            mark: Mark(parser.pointee.problem_mark),
            badCharacter: isReaderError
                ? (Int(parser.pointee.problem_offset), Int(parser.pointee.problem_value)) : nil)
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            return .sequenceStart(YAMLEvent.Properties(anchor: text(data.anchor), tag: text(data.tag)))
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            return .mappingStart(YAMLEvent.Properties(anchor: text(data.anchor), tag: text(data.tag)))
        case YAML_SCALAR_EVENT:
            let data = event.data.scalar
            let properties = YAMLEvent.Properties(anchor: text(data.anchor), tag: text(data.tag))
            let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
            let style = style(data.style)
            let scalar = YAMLNode.Scalar(
                text: String(decoding: bytes, as: UTF8.self), style: style, isResolvable: style == .plain)
            return .scalar(scalar, properties)
        default: return .streamStart
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.Scalar.Style {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .quoted
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

extension Mark {
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line), column: Int(mark.column))
    }
}
