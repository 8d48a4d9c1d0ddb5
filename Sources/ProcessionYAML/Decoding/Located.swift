/// A value and where it stands.
struct Located<Value> {
    var value: Value
    var range: MarkRange

    init(_ value: Value, at range: MarkRange) {
        self.value = value
        self.range = range
    }
}

extension Located: Sendable where Value: Sendable {}
