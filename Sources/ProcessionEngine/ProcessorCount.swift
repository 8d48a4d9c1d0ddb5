import Foundation

/// How many processors this program may use.
public enum ProcessorCount {
    public static let active = max(ProcessInfo.processInfo.activeProcessorCount, 1)
}
