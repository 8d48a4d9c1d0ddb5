import CChildProcess
import Glibc

extension ChildCommand {
    /// Starts the program and returns its pid.
    ///
    /// Blocks until the program runs or couldn't be executed.
    func spawn(
        standardOutput: borrowing Descriptor, standardError: borrowing Descriptor
    ) throws(SystemError) -> pid_t {
        if let input {
            defer { input.closeReadEnd() }
            return try spawn(standardInput: input.readEnd, standardOutput.number, standardError.number)
        }
        guard let standardInput else {
            return try spawn(standardInput: -1, standardOutput.number, standardError.number)
        }
        // A file instead of a pipe: nobody has to keep writing, and a child that doesn't read harms nobody.
        let file = try Descriptor.memoryFile(holding: standardInput)
        return try spawn(standardInput: file.number, standardOutput.number, standardError.number)
    }

    private func spawn(
        standardInput: Int32, _ standardOutput: Int32, _ standardError: Int32
    ) throws(SystemError) -> pid_t {
        let path = try programPath()
        // The marker comes first, because what is searched for in many environments had better be found early.
        let variables = [marker.entry] + environment.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = -1
        let failure = withCStrings(arguments) { arguments in
            withCStrings(variables) { variables in
                path.withCString { path in
                    workingDirectory.withCString { directory in
                        var description = child_description(
                            program: path, arguments: arguments, environment: variables, directory: directory,
                            standard_input: standardInput, standard_output: standardOutput,
                            standard_error: standardError)
                        return retryingWhileBusy { child_spawn(&description, &pid) }
                    }
                }
            }
        }
        guard failure == 0 else { throw SystemError(number: failure) }
        return pid
    }

    /// What `spawn` returns, once the program's file is no longer open for writing.
    ///
    /// A program that was written a moment ago can be, though whoever wrote it has closed it: every child that another
    /// thread is starting holds a copy of all descriptors until its own program runs (golang.org/issue/22315).
    private func retryingWhileBusy(_ spawn: () -> Int32) -> Int32 {
        for _ in 0..<20 {
            let failure = spawn()
            guard failure == ETXTBSY else { return failure }
            poll(nil, 0, 5)
        }
        return spawn()
    }

    /// Where the program is: a name is searched in the child's own `PATH`, the way `execvp` does.
    ///
    /// - Throws: `ENOENT`, or `EACCES` if all that was found can't be executed.
    func programPath() throws(SystemError) -> String {
        guard !program.utf8.contains(UInt8(ascii: "/")) else { return program }
        guard !program.isEmpty else { throw SystemError(number: ENOENT) }
        var failure = ENOENT
        for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
            // An empty folder is the working directory, and so is the start of a relative one.
            let relative = folder.isEmpty ? program : "\(folder)/\(program)"
            let candidate = relative.hasPrefix("/") ? relative : "\(workingDirectory)/\(relative)"
            guard access(candidate, F_OK) == 0, !Self.isDirectory(candidate) else { continue }
            if access(candidate, X_OK) == 0 { return candidate }
            failure = EACCES
        }
        throw SystemError(number: failure)
    }

    /// Where programs are searched; the system's standard folders if the child has no `PATH`.
    var searchPath: String { environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin" }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
