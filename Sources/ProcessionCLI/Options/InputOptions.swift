import ArgumentParser
import Foundation
import Procession

/// The input of a process, in one of its three forms.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("One input; may be given several times.", valueName: "key=value"))
    var pairs: [String] = []

    @Option(help: ArgumentHelp("All inputs in the key-value form.", valueName: "key:value;key:value"))
    var inputText: String?

    @Option(
        help: ArgumentHelp(
            "All inputs as a JSON object, or @file to read it from a file (@- is standard input).", valueName: "json"))
    var inputJson: String?

    func validate() throws {
        guard [!pairs.isEmpty, inputText != nil, inputJson != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("--input, --input-text and --input-json exclude each other")
        }
        for pair in pairs where pair.firstIndex(of: "=").map({ $0 == pair.startIndex }) ?? true {
            throw ValidationError("--input takes key=value, not '\(VisibleText.line(pair))'")
        }
    }

    /// The input as it was given.
    ///
    /// - Throws: `invalidArgument` if the file that `--input-json` names can't be read.
    func raw() throws(ProcessionError) -> RawInput {
        if let inputText { return .text(inputText) }
        if let inputJson { return .text(try json(inputJson)) }
        if pairs.isEmpty { return .none }
        return .pairs(
            pairs.map { pair in
                let separator = pair.firstIndex(of: "=") ?? pair.endIndex
                return RawInput.Pair(
                    key: String(pair[..<separator]), value: String(pair[separator...].dropFirst()))
            })
    }

    private func json(_ argument: String) throws(ProcessionError) -> String {
        let text = argument.hasPrefix("@") ? try contents(of: String(argument.dropFirst())) : argument
        // The text decides its own form, and only an object may come through this door.
        guard text.first(where: { !$0.isWhitespace }) == "{" else {
            throw ProcessionError(
                .invalidInput, "--input-json takes a JSON object",
                hint: "write {\"key\": \"value\"}, or use --input-text for the form key:value;key:value")
        }
        return text
    }

    private func contents(of path: String) throws(ProcessionError) -> String {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            throw ProcessionError(
                .invalidArgument, "the input file '\(path)' can't be opened: \(reason)",
                hint: "a relative path starts at the folder in which the command is given")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: path != "-")
        guard let bytes = try? file.readToEnd() ?? Data() else {
            throw ProcessionError(
                .invalidArgument, "the input file '\(path)' can't be read", hint: "it must be a file, not a folder")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProcessionError(.invalidInput, "the input file '\(path)' is not UTF-8")
        }
        return text
    }
}
