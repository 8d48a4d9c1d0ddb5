/// What a call takes, in seconds.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    return start.duration(to: .now) / .seconds(1)
}

extension [Double] {
    /// The middle one by size; 0 if there is none.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
