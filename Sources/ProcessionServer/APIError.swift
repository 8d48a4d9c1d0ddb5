import Foundation
import HTTPTypes
import Hummingbird
import Procession

/// An error as the API answers it: a status, and what went wrong with its remedy.
struct APIError: Error, HTTPResponseError {
    let error: ProcessionError

    init(_ error: ProcessionError) { self.error = error }

    var status: HTTPResponse.Status {
        switch error.code {
        case .invalidDefinition, .invalidInput: .unprocessableContent
        case .invalidArgument: .badRequest
        case .notFound: .notFound
        case .alreadyExists, .stateConflict: .conflict
        case .databaseUnavailable, .databaseOwned, .databaseTooNew, .databaseCorrupt: .serviceUnavailable
        default: .internalServerError
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = try APIJSON.encoder.encode(Body(error: Body.Content(error)))
        return Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private struct Body: Encodable {
        struct Content: Encodable {
            var code: String
            var message: String
            var hint: String?
            var diagnostics: [Diagnostic]

            init(_ error: ProcessionError) {
                code = error.code.description
                message = error.message
                hint = error.hint
                diagnostics = error.diagnostics
            }
        }

        var error: Content
    }
}
