#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An IPv4 or IPv6 address, as its 4 or 16 bytes in network order.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the canonical forms only: what else `getaddrinfo` takes for an address, such as `0x7f.1`, is a name here.
    package init?(_ text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
        } else {
            return nil
        }
    }

    /// The address of a socket; nil for families other than IPv4 and IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) }
            }
        default: return nil
        }
    }

    package var description: String {
        let length = 64
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: length) { text in
            text.initialize(repeating: 0)
            let family = bytes.count == 4 ? AF_INET : AF_INET6
            guard let start = text.baseAddress,
                inet_ntop(family, bytes, start, socklen_t(length)) != nil
            else { return "" }
            return String(cString: start)
        }
    }

    /// The IPv4 address that a packet to this one ends up at, where an IPv6 address carries one.
    ///
    /// IPv4-mapped and IPv4-compatible (RFC 4291, 2.5.5), NAT64 (RFC 6052), 6to4 (RFC 3056).
    var embeddedIPv4: IPAddress? {
        guard bytes.count == 16 else { return nil }
        let leading = bytes.prefix(12)
        let zeros = leading.prefix(10).allSatisfy { $0 == 0 }
        if zeros && (bytes[10], bytes[11]) == (0xff, 0xff) || leading.elementsEqual(Self.nat64) {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if zeros && (bytes[10], bytes[11]) == (0, 0) && bytes[12...].prefix(3).contains(where: { $0 != 0 }) {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if (bytes[0], bytes[1]) == (0x20, 0x02) { return IPAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    private static let nat64: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
}
