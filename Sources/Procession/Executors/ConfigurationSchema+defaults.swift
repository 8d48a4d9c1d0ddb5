extension ConfigurationSchema {
    /// The value with the default of every key that is absent.
    func fillingDefaults(in value: Value) -> Value {
        switch (self, value) {
        case (.object(let object), .map(var members)):
            for property in object.properties {
                if let member = members[property.name] {
                    members[property.name] = property.schema.fillingDefaults(in: member)
                } else if let fallback = property.defaultValue {
                    members[property.name] = fallback
                }
            }
            return .map(members)
        case (.list(let element, _, _), .list(let elements)): return .list(elements.map(element.fillingDefaults))
        case (.map(let element, _), .map(let members)): return .map(members.mapValues(element.fillingDefaults))
        case (.oneOf, _):
            return alternative(for: value, allowingTemplates: false)?.fillingDefaults(in: value) ?? value
        default: return value
        }
    }
}
