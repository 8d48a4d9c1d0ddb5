/// Which addresses a hook may call.
///
/// Loopback and private networks are allowed, because people call their own services. What is never a service is
/// refused, and link-local addresses with the metadata services of clouds, which hand out credentials to whoever asks
/// from the machine, are refused unless the task allows them.
package struct AddressRules: Sendable {
    let allowsLinkLocal: Bool

    package init(allowsLinkLocal: Bool) { self.allowsLinkLocal = allowsLinkLocal }

    /// Why `address` must not be called, such as "is link-local"; nil if it may.
    package func objection(to address: IPAddress) -> Objection? {
        if let inner = address.embeddedIPv4 { return objection(to: inner) }
        let bytes = address.bytes
        if bytes.count == 4 {
            switch (bytes[0], bytes[1]) {
            case (0, _): return .never("means 'this host'")
            case (224...239, _): return .never("is multicast")
            case (240..., _): return .never("is reserved")
            case (169, 254): return allowsLinkLocal ? nil : .unlessAllowed("is link-local")
            default: break
            }
        } else {
            switch (bytes[0], bytes[1]) {
            case (0, 0) where bytes.allSatisfy({ $0 == 0 }): return .never("means 'this host'")
            case (0xff, _): return .never("is multicast")
            case (0xfe, 0x80...0xbf): return allowsLinkLocal ? nil : .unlessAllowed("is link-local")
            default: break
            }
        }
        if Self.metadataServices.contains(address) {
            return allowsLinkLocal ? nil : .unlessAllowed("is a cloud's metadata service")
        }
        return nil
    }

    package enum Objection: Sendable, Equatable {
        case never(String)
        case unlessAllowed(String)
    }

    /// Metadata services outside the link-local ranges: AWS, Google, Scaleway, Alibaba, Azure, Oracle.
    private static let metadataServices = Set(
        [
            "fd00:ec2::254", "fd20:ce::254", "fd00:42::42", "100.100.100.200", "168.63.129.16", "192.0.0.192"
        ].compactMap { IPAddress($0) })
}
