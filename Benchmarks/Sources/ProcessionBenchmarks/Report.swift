import Foundation

/// All figures of one run, as JSON.
struct Report: Encodable {
    let formatVersion = 1
    let measuredAt = Date.now
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let figures: [Figure]

    init(_ figures: [Figure]) { self.figures = figures }

    func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: file)
    }
}
