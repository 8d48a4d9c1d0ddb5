package import Procession
package import ProcessionYAML

/// Hands tasks to the process of an executable plugin.
package struct ExecutableExecutor: DescribedExecutor {
    package let descriptor: ExecutorDescriptor
    private let executor: PluginExecutor
    private let host: PluginHost

    package init(_ executor: PluginExecutor, of host: PluginHost) {
        descriptor = executor.descriptor(of: host.manifest)
        self.executor = executor
        self.host = host
    }

    package func summary(of configuration: Value) -> String { "\(descriptor.name) \(configuration.text)" }

    package func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        executor.configuration == nil ? executor.parameters.violations(in: configuration) : []
    }

    package func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
        var configuration = configuration
        do throws(TaskFailure) {
            if executor.configuration == nil {
                configuration = .map(try executor.parameters.values(of: configuration, in: context))
            }
        } catch {
            return .failed(error)
        }
        let result = await host.execute(descriptor.name, configuration, context: context)
        guard case .completed(let outputs, let exitCode) = result else { return result }
        do throws(TaskFailure) {
            let types = descriptor.outputs.merging(context.declaredOutputs) { _, task in task }
            return .completed(outputs: try PluginOutputs.checked(outputs, types), exitCode: exitCode)
        } catch {
            return .failed(error)
        }
    }
}
