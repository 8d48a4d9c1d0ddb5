import Glibc
import Procession
import Synchronization

/// The way to the engine: one line a message, from any thread.
final class MessageChannel: Sendable {
    private let descriptor: Mutex<Int32>

    private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    /// Keeps standard output for messages, and lets everything that is printed go to standard error.
    static func takingOverStandardOutput() -> MessageChannel {
        signal(SIGPIPE, SIG_IGN)
        let channel = MessageChannel(dup(STDOUT_FILENO))
        dup2(STDERR_FILENO, STDOUT_FILENO)
        return channel
    }

    func send(_ message: PluginMessage) {
        let line = message.line
        descriptor.withLock { descriptor in
            var written = 0
            while written < line.count {
                let count = line.withUnsafeBytes { bytes in
                    write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                }
                // An engine that is gone needs no messages; the end of standard input tells so, too.
                guard count > 0 || errno == EINTR else { return }
                written += max(count, 0)
            }
        }
    }

    func notify(_ method: PluginProtocol.Method, _ parameters: Value) {
        send(.notification(method: method.rawValue, parameters: parameters))
    }
}
