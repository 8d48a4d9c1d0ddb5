public import Procession

/// The bundled executors, as process types in Swift call them.
extension ExecutorCall {
    /// A program with its arguments, each of which stays one whatever it holds.
    public static func command(_ arguments: TemplateText...) -> ExecutorCall {
        ExecutorCall("command", .list(arguments.map(Value.template)))
    }

    /// Text for a shell.
    ///
    /// It is a `StaticString` so that the compiler refuses to splice values into it: inputs are variables of the shell,
    /// and others become some with ``TaskDefinition/environment(_:)``.
    public static func shell(_ text: StaticString, interpreter: ShellInterpreter = .sh) -> ExecutorCall {
        if interpreter == .sh { return ExecutorCall("shell", .string("\(text)")) }
        return ExecutorCall("shell", ["run": .string("\(text)"), "interpreter": .string(interpreter.name)])
    }

    /// Source code for an interpreter, with the same safety.
    ///
    /// - Parameter language: such as `python3` or `awk -f`.
    public static func script(
        _ language: String, _ source: StaticString, arguments: [TemplateText] = []
    ) -> ExecutorCall {
        ExecutorCall(
            "script",
            [
                "language": .string(language), "source": .string("\(source)"),
                "args": .list(arguments.map(Value.template))
            ])
    }

    /// A script in a file, absolute or relative to where the process's paths start.
    public static func script(
        _ language: String, file: TemplateText, arguments: [TemplateText] = []
    ) -> ExecutorCall {
        ExecutorCall(
            "script",
            [
                "language": .string(language), "file": .template(file),
                "args": .list(arguments.map(Value.template))
            ])
    }

    /// A request to a URL, with a JSON body if there is one.
    ///
    /// - Parameters:
    ///   - method: nil is POST where there is a body, else GET.
    ///   - json: texts in it may hold `${...}`.
    ///   - outputs: name to JSON pointer into the answer.
    public static func http(
        _ method: String? = nil, _ url: TemplateText, json: Value? = nil, outputs: [String: String] = [:]
    ) -> ExecutorCall {
        var configuration: [String: Value] = ["url": .template(url)]
        configuration["method"] = method.map(Value.string)
        configuration["json"] = json
        if !outputs.isEmpty { configuration["outputs"] = .map(outputs.mapValues(Value.string)) }
        return ExecutorCall("http", .map(configuration))
    }

    /// A wait that holds no slot.
    public static func wait(for duration: Duration) -> ExecutorCall {
        ExecutorCall("wait", ["for": .string(DurationText.format(duration))])
    }

    /// A wait until a date or a point in time (ISO 8601), in UTC without an offset.
    public static func wait(until time: TemplateText) -> ExecutorCall {
        ExecutorCall("wait", ["until": .template(time)])
    }

    /// A question that somebody has to answer before the process goes on.
    public static func approval(_ message: TemplateText) -> ExecutorCall {
        ExecutorCall("approval", ["message": .template(message)])
    }

    /// A process of another type, whose end is waited for.
    ///
    /// Texts among the inputs may hold `${...}`; see `Value.template(_:)`.
    public static func process(_ type: ProcessTypeName, inputs: [String: Value] = [:]) -> ExecutorCall {
        ExecutorCall("process", ["type": .string(type.rawValue), "inputs": .map(inputs)])
    }
}
