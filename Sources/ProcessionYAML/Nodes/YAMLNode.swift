/// A place in a YAML text as libyaml counts: from zero, columns in Unicode scalars.
struct Mark: Hashable, Comparable {
    var line: Int
    var column: Int

    static func < (left: Mark, right: Mark) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// From one mark up to, but not including, another.
struct MarkRange: Hashable {
    var start: Mark
    var end: Mark
}

/// A node of a YAML document that still knows where it stood.
///
/// Aliases are replaced by what they stand for, which keeps the place of its anchor; merge keys are merged.
struct YAMLNode {
    enum Content {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Member])
        /// A node that can't be used and has been reported: nothing more is to be said about it.
        case refused
    }

    struct Scalar {
        enum Style { case plain, quoted, literal, folded }

        var text: String
        var style: Style
        /// Whether the text may stand for something other than itself, such as a number.
        var isResolvable: Bool
    }

    struct Member {
        /// Always a scalar.
        var key: YAMLNode
        var value: YAMLNode

        var name: String { key.scalar?.text ?? "" }
    }

    var content: Content
    var range: MarkRange

    var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    var elements: [YAMLNode]? { if case .sequence(let elements) = content { elements } else { nil } }
    var members: [Member]? { if case .mapping(let members) = content { members } else { nil } }
    var isRefused: Bool { if case .refused = content { true } else { false } }

    /// A key without a value, such as `timeout:`.
    var isEmpty: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && scalar.isResolvable && scalar.text.isEmpty
    }

    /// The member of a mapping with this key.
    func member(_ name: String) -> Member? { members?.first { $0.name == name } }

    /// The range that stands for the node in a message: that of its first key where it is a mapping in block style.
    var headline: MarkRange {
        guard let first = members?.first, first.key.range.start == range.start else { return range }
        return first.key.range
    }

    /// How many levels the node has; a scalar has one.
    var height: Int {
        switch content {
        case .scalar, .refused: 1
        case .sequence(let elements): 1 + (elements.lazy.map(\.height).max() ?? 0)
        case .mapping(let members): 1 + (members.lazy.map(\.value.height).max() ?? 0)
        }
    }

    /// The way to the innermost node around `mark`, such as `tasks[2].retry.delay`; empty at the root.
    func keyPath(to mark: Mark) -> String {
        var path = ""
        var node = self
        while true {
            switch node.content {
            case .scalar, .refused: return path
            case .sequence(let elements):
                guard let index = elements.firstIndex(where: { $0.encloses(mark) }) else { return path }
                path += "[\(index)]"
                node = elements[index]
            case .mapping(let members):
                guard let member = members.first(where: { $0.key.encloses(mark) || $0.value.encloses(mark) })
                else { return path }
                path += path.isEmpty ? member.name : ".\(member.name)"
                if member.key.encloses(mark) { return path }
                node = member.value
            }
        }
    }

    /// What is wrong with a text may be right behind it.
    private func encloses(_ mark: Mark) -> Bool {
        range.start <= mark && (scalar == nil ? mark < range.end : mark <= range.end)
    }
}
