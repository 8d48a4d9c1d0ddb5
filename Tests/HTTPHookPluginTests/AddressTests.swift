import HTTPHookPlugin
import Procession
import Testing

@Suite("Which addresses may be called", .timeLimit(.minutes(1)))
struct AddressTests {
    @Test(
        "services of one's own and of the world may",
        arguments: [
            "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "8.8.8.8", "::1", "fd12:3456::1",
            "2001:db8::1", "::ffff:127.0.0.1", "64:ff9b::808:808"
        ])
    func allowed(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRules(allowsLinkLocal: false).objection(to: address) == nil)
    }

    @Test(
        "link-local addresses and metadata services may only where the task allows it",
        arguments: [
            "169.254.169.254", "169.254.0.1", "169.254.255.255", "fe80::1", "febf::1", "fd00:ec2::254", "fd20:ce::254",
            "100.100.100.200", "168.63.129.16", "::ffff:169.254.169.254", "::169.254.169.254",
            "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"
        ])
    func restricted(text: String) throws {
        let address = try #require(IPAddress(text))
        guard case .unlessAllowed = AddressRules(allowsLinkLocal: false).objection(to: address) else {
            Issue.record("\(text) was not refused")
            return
        }
        #expect(AddressRules(allowsLinkLocal: true).objection(to: address) == nil)
    }

    @Test(
        "what is no service never may",
        arguments: [
            "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "ff02::1",
            "::ffff:0.0.0.0", "::ffff:224.0.0.1"
        ])
    func never(text: String) throws {
        let address = try #require(IPAddress(text))
        for allows in [true, false] {
            guard case .never = AddressRules(allowsLinkLocal: allows).objection(to: address) else {
                Issue.record("\(text) was not refused")
                return
            }
        }
    }

    @Test(
        "an address is refused in every way to write it",
        arguments: [
            "http://169.254.169.254/", "http://[fe80::1]/", "http://2852039166/", "http://0xa9fea9fe/",
            "http://0251.0376.0251.0376/", "http://169.254.43518/", "http://[::ffff:a9fe:a9fe]/",
            "https://169.254.169.254:8443/", "http://①⑥⑨.254.169.254/"
        ])
    func spellings(url: String) async throws {
        let failure = try await RegisteredExecutor(HTTPHookExecutor(), origin: "tests")
            .execute(["url": .string(url)], context: Hook().context).failure
        #expect(failure?.errorClass == .configuration, "\(failure?.message ?? "")")
        #expect(failure?.code == "address-refused")
        #expect(failure?.message.contains("'allow_link_local: true' allows it") == true)
    }

    @Test("one bad address among good ones is enough")
    func allAddresses() async throws {
        let hook = Hook(hosts: ["mixed.test": ["127.0.0.1", "169.254.169.254"]])
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let url = Value.string("http://mixed.test:\(server.port)/")
            let failure = try await hook.run(["url": url]).failure
            #expect(
                failure?.message
                    == "'mixed.test' is 169.254.169.254, which is link-local and must not be called; "
                    + "'allow_link_local: true' allows it")
            #expect(server.requests.isEmpty)
            let allowed = try await hook.run(["url": url, "allow_link_local": true])
            #expect(allowed.outputs?["status"] == 200)
        }
    }

    @Test("the connection goes to the address that was checked, whatever the name means elsewhere")
    func rebinding() async throws {
        // For the system's resolver the name doesn't exist: only the checked address can lead to the server.
        let hook = Hook(hosts: ["rebinding.invalid": ["127.0.0.1"]])
        try await LocalServer.run { _, connection in
            try await connection.answer("200 OK")
        } _: { server in
            let result = try await hook.run(["url": .string("http://rebinding.invalid:\(server.port)/")])
            #expect(result.outputs?["status"] == 200)
            #expect(server.requests.first?["Host"] == "rebinding.invalid:\(server.port)")
            #expect(hook.lookups.value == 1)
        }
    }
}
