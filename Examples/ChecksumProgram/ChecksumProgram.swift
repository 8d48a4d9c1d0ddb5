import ChecksumPlugin
import ProcessionPluginKit

/// The executor `checksum` as an executable plugin.
@main
struct ChecksumProgram {
    static func main() async {
        await PluginServer(name: "checksum", version: "1.0", [ChecksumExecutor()]).run()
    }
}
