import Procession
import Synchronization

import struct Foundation.Date

/// What one attempt prints and reports, masked, within bounds, until it is written.
///
/// The first half of the limit is let through as it comes, so that it can be followed; of what comes after, the newest
/// half is kept and written at the end, with a note of how much was cut between.
final class AttemptOutput: TaskReporter {
    private struct Piece {
        var stream: LogStream
        var offset: Int
        var bytes: [UInt8]
    }

    private struct State {
        var maskers: [LogStream: SecretMasker.Stream] = [:]
        var decoders: [LogStream: ChunkDecoder] = [:]
        var offsets: [LogStream: Int] = [:]
        var sequence = 0
        var headLeft: Int
        /// Where the part ends that was let through, and whether with a line.
        var headEnds: [LogStream: (offset: Int, isOfLine: Bool)] = [:]
        var pending: [Piece] = []
        var tail: [Piece] = []
        var tailStart = 0
        var tailBytes = 0
        var cutBytes = 0
        var recent: [UInt8] = []
        var progress: Double?
        var child: ChildIdentity?
        var childIsNews = false
        var isClosed = false
    }

    /// How much of the end is kept with the task's row.
    static let recentLimit = 4096
    private static let pieceLimit = 64 * 1024

    private let task: ClaimedTask
    private let masker: SecretMasker
    private let tailLimit: Int
    private let clock: any ProcessionClock
    private let state: Mutex<State>

    init(task: ClaimedTask, masker: SecretMasker, limit: Int, clock: any ProcessionClock) {
        self.task = task
        self.masker = masker
        self.clock = clock
        tailLimit = limit - limit / 2
        state = Mutex(State(headLeft: limit / 2))
    }

    // MARK: The executor's side

    func log(_ bytes: [UInt8], stream: LogStream) {
        guard !bytes.isEmpty else { return }
        state.withLock { state in
            guard !state.isClosed else { return }
            guard !masker.isEmpty else { return append(bytes, stream, &state) }
            let masked = state.maskers[stream, default: SecretMasker.Stream(masker)].feed(bytes)
            append(masked, stream, &state)
        }
    }

    func progress(_ fraction: Double, message: String?) {
        state.withLock { $0.progress = fraction }
        if let message { log(Array("\(message)\n".utf8), stream: .system) }
    }

    func started(child: ChildIdentity) {
        state.withLock { state in
            state.child = child
            state.childIsNews = true
        }
    }

    // MARK: The engine's side

    /// Adds a line of the engine's own.
    func warn(_ message: String) { log(Array("warning: \(message)\n".utf8), stream: .system) }

    /// The child that carries the attempt out, once it is known.
    var child: ChildIdentity? { state.withLock { $0.child } }

    /// News since the last call; nil if there are none.
    func takeReport() -> WorkBatch.AttemptReport? {
        state.withLock { state in
            guard !state.isClosed, !state.pending.isEmpty || state.progress != nil || state.childIsNews else {
                return nil
            }
            defer {
                state.progress = nil
                state.childIsNews = false
            }
            return WorkBatch.AttemptReport(
                taskID: task.taskID, fence: task.fence, logs: takeChunks(&state), progress: state.progress,
                child: state.childIsNews ? state.child : nil)
        }
    }

    /// Ends the output and gives what was not written yet, and the end of it all for the task's row.
    func close() -> (logs: [LogChunk], recent: String) {
        state.withLock { state in
            for stream in state.maskers.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                append(state.maskers[stream]?.finish() ?? [], stream, &state)
            }
            state.isClosed = true
            if state.cutBytes > 0 {
                state.pending += endsOfCutLines(state)
                let note = "[… \(state.cutBytes) bytes of output were cut here …]\n"
                state.pending.append(Piece(stream: .system, offset: 0, bytes: Array(note.utf8)))
            }
            state.pending += state.tail[state.tailStart...]
            var logs = takeChunks(&state)
            for stream in LogStream.allCases {
                guard let rest = state.decoders[stream]?.finish(), !rest.isEmpty else { continue }
                logs.append(chunk(rest, stream: stream, offset: state.offsets[stream] ?? 0, &state))
            }
            var decoder = ChunkDecoder()
            return (logs, decoder.decode(state.recent.suffix(Self.recentLimit)[...]) + decoder.finish())
        }
    }

    /// Line ends for lines whose own were cut: else the rest of another line would go on with them.
    private func endsOfCutLines(_ state: State) -> [Piece] {
        LogStream.allCases.compactMap { stream in
            guard let end = state.headEnds[stream], !end.isOfLine,
                let next = state.tail[state.tailStart...].first(where: { $0.stream == stream }),
                next.offset > end.offset
            else { return nil }
            return Piece(stream: stream, offset: end.offset, bytes: [UInt8(ascii: "\n")])
        }
    }

    // MARK: Keeping

    private func append(_ bytes: [UInt8], _ stream: LogStream, _ state: inout State) {
        guard !bytes.isEmpty else { return }
        var offset = state.offsets[stream] ?? 0
        state.offsets[stream] = offset + bytes.count
        // A slice, because the suffix as an array is made by walking through all that comes before it.
        state.recent += bytes[max(bytes.count - Self.recentLimit, 0)...]
        if state.recent.count > 4 * Self.recentLimit {
            state.recent.removeFirst(state.recent.count - Self.recentLimit)
        }
        var rest = bytes[...]
        if state.headLeft > 0 {
            let head = rest.prefix(state.headLeft)
            state.headLeft -= head.count
            add(head, stream, offset, to: &state.pending)
            state.headEnds[stream] = (offset + head.count, head.last == UInt8(ascii: "\n"))
            rest = rest.dropFirst(head.count)
            offset += head.count
        }
        guard !rest.isEmpty else { return }
        add(rest, stream, offset, to: &state.tail)
        state.tailBytes += rest.count
        while state.tailBytes > tailLimit, state.tailStart < state.tail.count - 1 {
            let dropped = state.tail[state.tailStart].bytes.count
            state.tail[state.tailStart].bytes = []
            state.tailStart += 1
            state.tailBytes -= dropped
            state.cutBytes += dropped
        }
        // Dropping from the front of an array moves the rest: done once in a while, not for every piece.
        if state.tailStart > 256 {
            state.tail.removeFirst(state.tailStart)
            state.tailStart = 0
        }
    }

    /// In pieces of a bounded size, because the end of the output is dropped piece by piece.
    private func add(_ bytes: ArraySlice<UInt8>, _ stream: LogStream, _ offset: Int, to pieces: inout [Piece]) {
        var rest = bytes, offset = offset
        while !rest.isEmpty {
            let added: ArraySlice<UInt8>
            // Looked at in place: a copy of the piece would have its bytes copied at every addition.
            if let last = pieces.indices.last, pieces[last].stream == stream,
                pieces[last].bytes.count < Self.pieceLimit, pieces[last].offset + pieces[last].bytes.count == offset
            {
                added = rest.prefix(Self.pieceLimit - pieces[last].bytes.count)
                pieces[last].bytes += added
            } else {
                added = rest.prefix(Self.pieceLimit)
                pieces.append(Piece(stream: stream, offset: offset, bytes: Array(added)))
            }
            rest = rest.dropFirst(added.count)
            offset += added.count
        }
    }

    private func takeChunks(_ state: inout State) -> [LogChunk] {
        let pieces = state.pending
        state.pending = []
        return pieces.compactMap { piece in
            let text = state.decoders[piece.stream, default: ChunkDecoder()].decode(piece.bytes[...])
            return text.isEmpty ? nil : chunk(text, stream: piece.stream, offset: piece.offset, &state)
        }
    }

    private func chunk(_ text: String, stream: LogStream, offset: Int, _ state: inout State) -> LogChunk {
        defer { state.sequence += 1 }
        return LogChunk(
            executionID: task.executionID, taskID: task.taskID, attempt: task.attempt, sequence: state.sequence,
            stream: stream, offset: offset, content: text, loggedAt: clock.now)
    }
}
