import Foundation
import HTTPTypes
import Hummingbird
import Procession
import ProcessionEngine

/// The routes by which another program asks the owner of a database to change something.
struct ProcessRoutes: Sendable {
    let controller: ProcessController

    func add(to router: Router<APIContext>) {
        let processes = router.group("api/v1/processes")
        processes.post(use: create)
        processes.get(":id", use: state)
        processes.delete(":id", use: delete)
        processes.post(":id/start", use: start)
        processes.post(":id/rerun", use: rerun)
        processes.post(":id/stop", use: stop)
        router.post("api/v1/executions", use: launch)
        router.put("api/v1/pools/:name", use: setPool)
        router.delete("api/v1/pools/:name", use: removePool)
    }

    @Sendable private func create(_ request: Request, context: APIContext) async throws -> Response {
        try await answer(.created, to: request, context: context) { () async throws(ProcessionError) in
            let body = try await NewProcessRequest(request, limit: context.maxUploadSize)
            return try await controller.createProcess(
                type: body.type, input: body.input, id: body.id, schedule: body.schedule, timeZone: body.timeZone,
                missed: body.missed, overlap: body.overlap, priority: body.priority, baseDirectory: body.baseDirectory,
                by: request.caller)
        }
    }

    /// A process is made and started; the answer is the execution.
    @Sendable private func launch(_ request: Request, context: APIContext) async throws -> Response {
        try await answer(.created, to: request, context: context) { () async throws(ProcessionError) in
            let body = try await NewProcessRequest(request, limit: context.maxUploadSize, mayHaveSchedule: false)
            return try await controller.launchProcess(
                type: body.type, input: body.input, id: body.id, priority: body.priority,
                baseDirectory: body.baseDirectory, by: request.caller)
        }
    }

    @Sendable private func state(_ request: Request, context: APIContext) async throws -> Response {
        let id = try processID(in: context)
        return try await answer(.ok, to: request, context: context) { () async throws(ProcessionError) in
            try await controller.getProcessState(id)
        }
    }

    @Sendable private func delete(_ request: Request, context: APIContext) async throws -> Response {
        let id = try processID(in: context)
        do throws(ProcessionError) {
            try await controller.deleteProcess(id, by: request.caller)
        } catch {
            throw APIError(error)
        }
        return Response(status: .noContent)
    }

    @Sendable private func start(_ request: Request, context: APIContext) async throws -> Response {
        let id = try processID(in: context)
        return try await answer(.accepted, to: request, context: context) { () async throws(ProcessionError) in
            try await controller.startProcess(id, by: request.caller)
        }
    }

    @Sendable private func rerun(_ request: Request, context: APIContext) async throws -> Response {
        let id = try processID(in: context)
        return try await answer(.accepted, to: request, context: context) { () async throws(ProcessionError) in
            let body = try await RerunRequest(request, limit: context.maxUploadSize)
            return try await controller.rerunProcess(id, onlyFailed: body.onlyFailed, by: request.caller)
        }
    }

    @Sendable private func stop(_ request: Request, context: APIContext) async throws -> Response {
        let id = try processID(in: context)
        return try await answer(.accepted, to: request, context: context) { () async throws(ProcessionError) in
            try await controller.stopProcess(id, by: request.caller)
            return [String: String]()
        }
    }

    @Sendable private func setPool(_ request: Request, context: APIContext) async throws -> Response {
        let name = try context.parameters.require("name")
        return try await answer(.ok, to: request, context: context) { () async throws(ProcessionError) in
            let members = try await request.members(among: ["slots"], limit: context.maxUploadSize)
            guard let slots = members["slots"]?.integer else {
                throw ProcessionError(.invalidArgument, "'slots' is missing, or no integer", hint: "give a number")
            }
            try await controller.setPool(
                name.removingPercentEncoding ?? name, slots: slots, by: request.caller)
            return [String: String]()
        }
    }

    @Sendable private func removePool(_ request: Request, context: APIContext) async throws -> Response {
        let name = try context.parameters.require("name")
        return try await answer(.ok, to: request, context: context) { () async throws(ProcessionError) in
            try await controller.removePool(name.removingPercentEncoding ?? name, by: request.caller)
            return [String: String]()
        }
    }

    private func answer(
        _ status: HTTPResponse.Status, to request: Request, context: APIContext,
        with body: () async throws(ProcessionError) -> some Encodable
    ) async throws -> Response {
        do throws(ProcessionError) {
            let content = try await body()
            var response = try context.encoded(content, for: request)
            response.status = status
            return response
        } catch {
            throw APIError(error)
        }
    }

    private func processID(in context: APIContext) throws -> ProcessID {
        let segment = try context.parameters.require("id")
        return ProcessID(segment.removingPercentEncoding ?? segment)
    }
}
