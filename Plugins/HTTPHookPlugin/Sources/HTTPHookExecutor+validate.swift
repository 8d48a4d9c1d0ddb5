public import Procession

extension HTTPHookExecutor {
    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        let configured = configuration.map ?? [:]
        return checkURL(configured) + checkHeaders(configured) + checkExpectation(configured)
    }

    private static func checkURL(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let text = configured["url"]?.string, !Template.isTemplate(text) else { return [] }
        do {
            _ = try HookURL(text)
            return []
        } catch {
            return [.init(path: [.key("url")], code: "invalid-value", message: error.message)]
        }
    }

    private static func checkHeaders(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard configured["auth"] != nil else { return [] }
        return (configured["headers"]?.map ?? [:]).keys.filter { $0.lowercased() == "authorization" }.sorted().map {
            name in
            .init(
                path: [.key("headers"), .key(name)], code: "conflicting-keys",
                message: "the header '\(name)' and 'auth' are the same", hint: "keep one of them", isAboutKey: true)
        }
    }

    private static func checkExpectation(_ configured: [String: Value]) -> [ConfigurationSchema.Violation] {
        guard let expect = configured["expect"] else { return [] }
        return (expect.list ?? [expect]).enumerated().compactMap { index, element in
            let text = element.text
            guard !Template.isTemplate(text), ExpectedStatuses.range(parsing: text) == nil else { return nil }
            return .init(
                path: [.key("expect")] + (expect.list == nil ? [] : [.index(index)]), code: "invalid-value",
                message: "'\(text)' is no status, nor a range of them", hint: "write 201 or 200-299")
        }
    }
}
