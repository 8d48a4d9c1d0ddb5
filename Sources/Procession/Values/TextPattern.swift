import Foundation
import Synchronization

/// A regular expression (ICU syntax) that a whole text has to match, in bounded work.
///
/// Patterns come from authors of process types and texts from whoever starts processes, so that the pair may be one
/// that backtracks forever. ICU reports its progress every 10,000 steps, and the match is given up after
/// ``maximumReports`` of them: some tenths of a second, and the same on every machine.
struct TextPattern {
    enum Outcome {
        case matches, differs
        /// The match was given up.
        case tooExpensive
    }

    /// Longer texts are not tried.
    static let maximumLength = 64 * 1024
    private static let maximumReports = 1000

    /// Those that were made before: making one costs more than most matches.
    private static let known = Mutex<[String: NSRegularExpression]>([:])
    /// With so many, remembering begins anew: whoever starts processes must not fill the memory.
    private static let knownLimit = 1000

    private let expression: NSRegularExpression

    /// nil if `text` is no regular expression.
    init?(_ text: String) {
        if let known = Self.known.withLock({ $0[text] }) {
            expression = known
            return
        }
        // A pattern must be one by itself: `a)(b` is none, though the group around it makes it one.
        guard (try? NSRegularExpression(pattern: text)) != nil,
            let made = try? NSRegularExpression(pattern: "\\A(?:\(text))\\z")
        else { return nil }
        Self.known.withLock { known in
            if known.count >= Self.knownLimit { known = [:] }
            known[text] = made
        }
        expression = made
    }

    /// Whether a text that begins with a character may match a regular expression; sure only where it says no.
    static func mayMatch(_ expression: String, textBeginningWith character: Character) -> Bool {
        // The second alternative, which never matches, keeps ICU from giving up on short texts before it looks at them.
        guard let known = try? NSRegularExpression(pattern: "\\A(?:(?:\(expression))|\\x{10FFFF})\\z") else {
            return true
        }
        var mayMatch = false
        known.enumerateMatches(
            in: String(character), options: [.anchored, .reportCompletion], range: NSRange(location: 0, length: 1)
        ) { match, flags, _ in
            if match != nil || flags.contains(.hitEnd) { mayMatch = true }
        }
        return mayMatch
    }

    func match(_ text: String) -> Outcome {
        guard text.utf8.count <= Self.maximumLength else { return .tooExpensive }
        var outcome = Outcome.differs
        var reports = 0
        let range = NSRange(text.startIndex..., in: text)
        expression.enumerateMatches(in: text, options: .reportProgress, range: range) { match, flags, stop in
            reports += 1
            if match != nil {
                outcome = .matches
                stop.pointee = true
            } else if flags.contains(.internalError) || reports > Self.maximumReports {
                outcome = .tooExpensive
                stop.pointee = true
            }
        }
        return outcome
    }
}
