import Procession

/// What stands under `concurrency`.
struct ConcurrencyDraft: KeyedDraft {
    var key: YAMLNode?
    var limit: Int?
    var whenFull: ConcurrencyLimit.WhenFull?

    init(at node: YAMLNode) {}

    static let keys = KeyTable<ConcurrencyDraft>(
        "'concurrency'",
        [
            Key(
                "limit", .integer(1...1_000_000), into: \.limit, isRequired: true, example: "limit: 1",
                "How many executions with the same key run at the same time."),
            Key(
                "key", .template, into: \.key, default: "the name of the type", example: "key: disk-of-${process.type}",
                "Executions with the same key share the limit, whatever their type. May refer to inputs."),
            Key(
                "when_full", .word("a policy for a full limit"), into: \.whenFull, default: "`queue`",
                example: "when_full: skip",
                """
                What becomes of a start beyond the limit: it waits for its turn, is skipped, has FAILED, or has the \
                oldest execution stopped and takes its place.
                """)
        ])
}
