import Foundation
import Hummingbird
import Procession
import ProcessionEngine

/// The routes by which another program decides on tasks that wait for approval.
struct ApprovalRoutes: Sendable {
    let controller: ProcessController

    func add(to router: Router<APIContext>) {
        router.get("api/v1/approvals", use: list)
        router.post("api/v1/tasks/:id/approve", use: approve)
        router.post("api/v1/tasks/:id/reject", use: reject)
    }

    @Sendable private func list(_ request: Request, context: APIContext) async throws -> Response {
        do throws(ProcessionError) {
            return try context.encoded(try await controller.manager.tasksAwaitingApproval(), for: request)
        } catch {
            throw APIError(error)
        }
    }

    @Sendable private func approve(_ request: Request, context: APIContext) async throws -> Response {
        try await decide(request, context, isApproved: true)
    }

    @Sendable private func reject(_ request: Request, context: APIContext) async throws -> Response {
        try await decide(request, context, isApproved: false)
    }

    private func decide(_ request: Request, _ context: APIContext, isApproved: Bool) async throws -> Response {
        let segment = try context.parameters.require("id")
        do throws(ProcessionError) {
            let body = try await DecisionRequest(request, limit: context.maxUploadSize)
            try await controller.orchestrator.decide(
                on: TaskID(segment.removingPercentEncoding ?? segment), isApproved: isApproved, by: body.by,
                note: body.note, caller: request.caller)
            return try context.encoded([String: String](), for: request)
        } catch {
            throw APIError(error)
        }
    }
}
