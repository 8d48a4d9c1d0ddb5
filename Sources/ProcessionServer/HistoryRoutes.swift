import Hummingbird
import Procession
import ProcessionEngine

/// The route by which another program asks the owner of a database to remove history.
struct HistoryRoutes: Sendable {
    let controller: ProcessController

    func add(to router: Router<APIContext>) { router.post("api/v1/history/prune", use: prune) }

    @Sendable private func prune(_ request: Request, context: APIContext) async throws -> Response {
        do throws(ProcessionError) {
            let body = try await RetentionRequest(request, limit: context.maxUploadSize)
            let removed = try await controller.orchestrator.pruneHistory(body.policy)
            return try context.encoded(removed, for: request)
        } catch {
            throw APIError(error)
        }
    }
}
