import NIOSSL

/// A self-signed certificate for `hook.test`, valid until 2120, and its key; nobody outside the tests trusts it.
enum TestCertificate {
    static func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate())],
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }

    /// What a client needs to trust it.
    static func clientConfiguration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try certificate()])
        return configuration
    }

    private static func certificate() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(pem.utf8), format: .pem)
    }

    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBYjCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlob29rLnRl
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWhvb2sudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGO6jmor8igKik67
        YckwdygHa01o0ehrdKNVUQz1cbooPTDUEd7tAYUS/Z9CRYpaCTWLktwGmnUyhmnZ
        0V/HXACjSDBGMA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJaG9vay50ZXN0
        MB0GA1UdDgQWBBTUI05+7x6IsJCKfrfG7m332KjoxzAKBggqhkjOPQQDAgNJADBG
        AiEAmVGX8ZaGvEul1wchfhGKGhEjWop7qK2ujG0zRvPz5aMCIQCmDhaBdk25lBtK
        a2dhjms0lyx08FcCBnJ17pRgDl67OQ==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgl8siRx5ddMFWRmzW
        sDE//Mll79a9FU1cl+HNNRFJ2E6hRANCAARjuo5qK/IoCopOu2HJMHcoB2tNaNHo
        a3SjVVEM9XG6KD0w1BHe7QGFEv2fQkWKWgk1i5LcBpp1MoZp2dFfx1wA
        -----END PRIVATE KEY-----
        """
}
