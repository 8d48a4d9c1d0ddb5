/// What makes one row of a task for each item of a list.
public struct ForEach: Sendable, Codable, Equatable {
    /// A list whose texts may hold `${...}`, or a text that is one expression.
    public var items: Value
    /// How many of the rows run at the same time at most; nil is as many as there are slots.
    public var maxParallel: Int?

    /// How many items a list may have.
    public static let maximumCount = 100_000

    public init(_ items: Value, maxParallel: Int? = nil) {
        self.items = items
        self.maxParallel = maxParallel
    }

    /// What the items refer to, in order of appearance.
    public func references() throws(ExpressionError) -> [Reference] {
        switch items {
        case .string(let text): try Template(parsingCondition: text).references
        default: try items.references()
        }
    }

    /// The items; null gives none.
    ///
    /// - Throws: the error of an expression, or that its value is no list, or one of too many items.
    public func resolve(in scope: some ExpressionScope) throws(ExpressionError) -> [Value] {
        let value: Value
        switch items {
        case .string(let text): value = try Template(parsingCondition: text).resolve(in: scope)
        default: value = try items.resolved(in: scope)
        }
        // What a skipped task would have given is null.
        if value.isNull { return [] }
        guard let list = value.list else {
            throw ExpressionError("'for_each' needs a list, not \(value.kind)")
        }
        guard list.count <= Self.maximumCount else {
            throw ExpressionError(
                "'for_each' is given \(list.count) items; \(Self.maximumCount) are allowed",
                hint: "let one task deal with several of them")
        }
        return list
    }
}

extension TaskName {
    /// The name of the row for an item of this task, counted from 0.
    public func item(_ index: Int) -> TaskName { TaskName("\(itemPrefix)\(index)]") }

    /// What the names of the rows for the items of this task begin with, and no others.
    public var itemPrefix: String { "\(rawValue)[" }

    /// Whether this is the name of the row for an item of a task.
    public func isItem(of task: TaskName) -> Bool { rawValue.hasPrefix(task.itemPrefix) }
}

extension Value {
    /// What the templates in the value refer to.
    fileprivate func references() throws(ExpressionError) -> [Reference] {
        var references: [Reference] = []
        switch self {
        case .string(let text): if Template.isTemplate(text) { references = try Template(parsing: text).references }
        case .list(let elements): for element in elements { references += try element.references() }
        case .map(let members): for (_, member) in members { references += try member.references() }
        case .null, .boolean, .integer, .number: break
        }
        return references
    }
}
