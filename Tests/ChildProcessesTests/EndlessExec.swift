import Foundation

/// A program that does nothing but replace itself by itself, and takes long for that, as large programs do.
///
/// Its file names a thousand segments, which the kernel maps after it has put the old environment away and before it
/// puts the new one in its place: so it can hardly ever be seen with one.
enum EndlessExec {
    /// Writes it; argument 0 has to be its path then.
    static func write(to path: String) throws {
        try Data(elf).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private static var elf: [UInt8] {
        let segments = 1000, headerSize = 64, segmentSize = 56, page = 4096
        let codeOffset = headerSize + segments * segmentSize
        let address = 0x100_0000
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
        // Type, machine, version, entry, segments, no sections, flags, sizes.
        bytes += little(2, 2) + little(machine, 2) + little(1, 4) + little(address + codeOffset, 8)
        bytes += little(headerSize, 8) + little(0, 8) + little(0, 4)
        bytes += little(headerSize, 2) + little(segmentSize, 2) + little(segments, 2) + little(0, 6)
        // The whole file first; then its first page, again and again, at addresses of their own with gaps between them.
        let size = codeOffset + code.count
        for number in 0..<segments {
            let place = number == 0 ? address : address + (1 << 24) + 2 * number * page
            let length = number == 0 ? size : page
            // Loaded, readable and executable.
            bytes += little(1, 4) + little(5, 4) + little(0, 8) + little(place, 8) + little(place, 8)
            bytes += little(length, 8) + little(length, 8) + little(page, 8)
        }
        return bytes + code
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> (8 * $0) : 0) }
    }

    // execve(argv[0], argv, environ), by what the kernel has put on the stack.
    #if arch(x86_64)
    private static let machine = 62
    private static let code: [UInt8] = [
        0x48, 0x8b, 0x7c, 0x24, 0x08, 0x48, 0x8d, 0x74, 0x24, 0x08, 0x48, 0x8b, 0x04, 0x24, 0x48, 0x8d, 0x54, 0xc4,
        0x10, 0xb8, 59, 0, 0, 0, 0x0f, 0x05
    ]
    #elseif arch(arm64)
    private static let machine = 183
    private static let code: [UInt8] = [
        0xe0, 0x07, 0x40, 0xf9, 0xe1, 0x23, 0x00, 0x91, 0xe2, 0x03, 0x40, 0xf9, 0x22, 0x0c, 0x02, 0x8b, 0x42, 0x20,
        0x00, 0x91, 0xa8, 0x1b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4
    ]
    #endif
}
