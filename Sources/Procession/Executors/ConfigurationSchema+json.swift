extension ConfigurationSchema {
    /// The schema as JSON Schema 2020-12.
    public var jsonSchema: Value { .null }
}
