import Procession

/// Builds the tree of a document from libyaml's events.
///
/// What libyaml lets pass and Procession doesn't is found here: duplicate keys, undefined aliases, foreign tags,
/// several documents, and documents beyond ``YAMLLimits``.
struct NodeComposer {
    /// Ends the work on a file: it has been reported.
    struct Abandoned: Error {}

    private struct Anchored {
        var node: YAMLNode
        /// Nodes in it, itself included.
        var size: Int
        var height: Int
    }

    private let events: EventReader
    private let findings: Findings
    private var anchors: [String: Anchored] = [:]
    private var openAnchors: Set<String> = []
    private var nodeCount = 0
    private var depth = 0
    private var firstBrokenLine: Int?

    /// What could be read of a document.
    struct Document {
        var root: YAMLNode
        /// The first line, from zero, that a syntax error may have spoilt; nil if the document is whole.
        ///
        /// What was open at the error is kept as far as it goes.
        var firstBrokenLine: Int?
    }

    /// The one document in the source; nil, with the reasons among the findings, if there is none.
    static func compose(_ findings: Findings) -> Document? {
        findings.source.bytes.withUnsafeBufferPointer { bytes in
            var composer = NodeComposer(events: EventReader(bytes), findings: findings)
            do {
                let root = try composer.document()
                return Document(root: root, firstBrokenLine: composer.firstBrokenLine)
            } catch {
                return nil
            }
        }
    }

    private init(events: EventReader, findings: Findings) {
        self.events = events
        self.findings = findings
    }

    private mutating func document() throws(Abandoned) -> YAMLNode {
        var event = try next()
        if case .streamStart = event.kind { event = try next() }
        guard case .documentStart = event.kind else { throw emptyFile() }
        let root = try node(next())
        if firstBrokenLine == nil {
            if root.isEmpty { throw emptyFile() }
            // Whatever it throws has been reported.
            try? checkEnd()
        }
        return root
    }

    /// Reports what follows the document; the document itself is none the worse for it.
    private mutating func checkEnd() throws(Abandoned) {
        _ = try next()
        let following = try next()
        guard case .documentStart = following.kind else { return }
        findings.report(
            "several-documents", "a file holds one process type, but here a second document begins",
            at: following.range, hint: "move it to a file of its own, named after its type")
    }

    private func emptyFile() -> Abandoned {
        findings.report(
            "empty-file", "the file is empty", hint: "a process type has at least 'name' and 'tasks'")
        return Abandoned()
    }

    private mutating func next() throws(Abandoned) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            firstBrokenLine = findings.report(error)
            throw Abandoned()
        }
    }

    // MARK: - Nodes

    private mutating func node(_ event: YAMLEvent) throws(Abandoned) -> YAMLNode {
        switch event.kind {
        case .alias(let name): return try alias(name, event)
        case .scalar(let scalar, let properties):
            try count(1, at: event.range)
            var content = checkTag(properties, of: scalar, at: event.range)
            if scalar.text.holdsNULByte {
                findings.report("encoding", "a text can't hold a NUL byte", at: event.range, hint: "leave it out")
                content = .refused
            }
            return keep(YAMLNode(content: content, range: event.range), as: properties.anchor, size: 1)
        case .sequenceStart(let properties):
            return try collection(event, properties, tag: "seq", sequence)
        case .mappingStart(let properties):
            return try collection(event, properties, tag: "map", mapping)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            // libyaml's grammar has a node wherever this method is called.
            throw Abandoned()
        }
    }

    private mutating func collection(
        _ event: YAMLEvent, _ properties: YAMLEvent.Properties, tag: String,
        _ read: (inout NodeComposer) throws(Abandoned) -> (YAMLNode.Content, Mark)
    ) throws(Abandoned) -> YAMLNode {
        try descend(by: 1, at: event.range)
        defer { depth -= 1 }
        let before = nodeCount
        try count(1, at: event.range)
        if let anchor = properties.anchor { openAnchors.insert(anchor) }
        var (content, end) = try read(&self)
        if let anchor = properties.anchor { openAnchors.remove(anchor) }
        if let given = properties.tag, given != "!", given != Self.corePrefix + tag {
            refuse(tag: given, at: event.range)
            content = .refused
        }
        let range = MarkRange(start: event.range.start, end: end)
        return keep(YAMLNode(content: content, range: range), as: properties.anchor, size: nodeCount - before)
    }

    private func sequence(_ composer: inout NodeComposer) throws(Abandoned) -> (YAMLNode.Content, Mark) {
        var elements: [YAMLNode] = []
        let end = try composer.untilEnd { (composer, event) throws(Abandoned) in
            if case .sequenceEnd = event.kind { return false }
            elements.append(try composer.node(event))
            return true
        }
        return (.sequence(elements), end)
    }

    private func mapping(_ composer: inout NodeComposer) throws(Abandoned) -> (YAMLNode.Content, Mark) {
        var members = MappingBuilder(findings)
        let end = try composer.untilEnd { (composer, event) throws(Abandoned) in
            if case .mappingEnd = event.kind { return false }
            let key = try composer.node(event)
            members.add(YAMLNode.Member(key: key, value: try composer.node(try composer.next())))
            return true
        }
        let merged = members.finish()
        try composer.count(merged.added, at: MarkRange(start: end, end: end))
        return (merged.content, end)
    }

    /// Hands on the events of a collection until one is refused as its end, or the text can't be read any further.
    private mutating func untilEnd(
        _ take: (inout NodeComposer, YAMLEvent) throws(Abandoned) -> Bool
    ) throws(Abandoned) -> Mark {
        do {
            while firstBrokenLine == nil {
                let event = try next()
                if try !take(&self, event) { return event.range.end }
            }
        } catch {
            if firstBrokenLine == nil { throw error }
        }
        return Mark(line: .max, column: 0)
    }

    // MARK: - Anchors and limits

    private mutating func alias(_ name: String, _ event: YAMLEvent) throws(Abandoned) -> YAMLNode {
        guard let anchored = anchors[name] else {
            let known = anchors.keys.sorted()
            if openAnchors.contains(name) {
                findings.report(
                    "undefined-alias", "the alias '*\(name)' stands inside what it stands for", at: event.range,
                    hint: "write out what is meant")
            } else {
                findings.report(
                    "undefined-alias", "no anchor '&\(name)' comes before this alias", at: event.range,
                    hint: NearestName.of(name, among: known).map { "did you mean '*\($0)'?" }
                        ?? "if the '*' belongs to a text, put the text in quotes")
            }
            try count(1, at: event.range)
            return YAMLNode(content: .refused, range: event.range)
        }
        try count(anchored.size, at: event.range)
        try descend(by: anchored.height - 1, at: event.range)
        depth -= anchored.height - 1
        return anchored.node
    }

    private mutating func keep(_ node: YAMLNode, as anchor: String?, size: Int) -> YAMLNode {
        if let anchor { anchors[anchor] = Anchored(node: node, size: size, height: node.height) }
        return node
    }

    private mutating func count(_ nodes: Int, at range: MarkRange) throws(Abandoned) {
        nodeCount += nodes
        if nodeCount > YAMLLimits.nodes {
            findings.report(
                "too-many-nodes", "a file has at most \(YAMLLimits.nodes) nodes, aliases expanded", at: range,
                hint: "split the process type, or move data into a file that a task reads")
            throw Abandoned()
        }
    }

    private mutating func descend(by levels: Int, at range: MarkRange) throws(Abandoned) {
        depth += levels
        if depth > YAMLLimits.depth {
            findings.report(
                "too-deep", "lists and maps are nested at most \(YAMLLimits.depth) levels deep", at: range,
                hint: "move data into a file that a task reads")
            throw Abandoned()
        }
    }

    // MARK: - Tags

    private static let corePrefix = "tag:yaml.org,2002:"

    private func checkTag(
        _ properties: YAMLEvent.Properties, of scalar: YAMLNode.Scalar, at range: MarkRange
    ) -> YAMLNode.Content {
        guard let tag = properties.tag else { return .scalar(scalar) }
        var scalar = scalar
        scalar.isResolvable = false
        if tag == "!" || tag == Self.corePrefix + "str" { return .scalar(scalar) }
        let value = CoreSchema.value(of: scalar.text)
        let fits: Bool? =
            switch tag {
            case Self.corePrefix + "null": value.isNull
            case Self.corePrefix + "bool": value.boolean != nil
            case Self.corePrefix + "int": value.integer != nil
            case Self.corePrefix + "float": value.isNumber
            default: nil
            }
        switch fits {
        case true?:
            scalar.isResolvable = true
            return .scalar(scalar)
        case false?:
            findings.report(
                "wrong-type", "'\(scalar.text)' is not what its tag '\(Self.shown(tag))' says", at: range,
                hint: "leave the tag out")
        case nil: refuse(tag: tag, at: range)
        }
        return .refused
    }

    private func refuse(tag: String, at range: MarkRange) {
        findings.report(
            "unsupported-tag", "the tag '\(Self.shown(tag))' is not supported", at: range,
            hint: "remove it, or put the value in quotes if the '!' belongs to it")
    }

    private static func shown(_ tag: String) -> String {
        tag.hasPrefix(corePrefix) ? "!!" + tag.dropFirst(corePrefix.count) : tag
    }
}
