import Glibc

/// An error number of the system (`errno`).
struct SystemError: Error, Equatable, CustomStringConvertible {
    let number: Int32

    static var last: SystemError { SystemError(number: errno) }

    /// Such as "No such file or directory".
    var description: String { String(cString: strerror(number)) }
}
