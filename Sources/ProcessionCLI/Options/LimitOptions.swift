import ArgumentParser

/// How long a listing may become.
struct LimitOptions: ParsableArguments {
    @Option(help: "At most this many.")
    var limit = 100

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }
}
