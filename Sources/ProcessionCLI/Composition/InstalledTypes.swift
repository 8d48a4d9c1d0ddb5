import Foundation

/// The process types that were installed with the program.
enum InstalledTypes {
    /// `PREFIX/share/procession/process-types` for a program at `PREFIX/lib/procession/procession`, links followed; nil
    /// where there is no such folder.
    static var folder: String? {
        guard let program = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(program) }
        let prefix = URL(fileURLWithPath: String(cString: program)).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = prefix.appendingPathComponent("share/procession/process-types").path
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue ? path : nil
    }
}
