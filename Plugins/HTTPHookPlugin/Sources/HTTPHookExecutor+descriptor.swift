public import Procession

extension HTTPHookExecutor {
    public static let descriptor = ExecutorDescriptor(
        name: "http",
        summary: "Calls a URL and judges the answer.",
        description: """
            Sends one request and follows redirects as far as `follow_redirects` allows. An answer that `expect` names \
            completes the task. 408, 425, 429 and 5xx fail it as `unavailable`, connections that don't come about or \
            break as `communication`, and time running out as `timeout`: those are retried, not before `Retry-After` \
            says. Other answers fail it for good.

            Every request carries `Idempotency-Key`, which stays the same over the retries of a task in one execution, \
            and `User-Agent: Procession`, unless `headers` says otherwise.

            The first 64 KiB of the answer are the output `body` and the log; 1 MiB is read at most.
            """,
        configuration: .object(
            .init(
                [
                    .init(
                        "method", .string(pattern: method),
                        "HTTP method; the default is POST where there is a body, else GET."),
                    .init("url", .string(templating: .url, pattern: url), isRequired: true, "Where to: http or https."),
                    .init(
                        "query", .map(of: .any),
                        "Added to the query of the URL, percent-encoded; a list repeats the key, null leaves it out."),
                    .init("headers", .map(of: texts, keys: settableHeader), "Headers; a list repeats one."),
                    .init("json", .any, "A JSON body: any value."),
                    .init(
                        "form", .map(of: .any),
                        "A body as an HTML form would send it; a list repeats a field, null leaves it out."),
                    .init("body", .string(), "A body as text."),
                    .init(
                        "body_file", .string(),
                        "A file that is the body, relative to the folder of the process type; it is streamed."),
                    .init("timeout", .duration, defaultValue: "30s", "For everything, redirects included."),
                    .init(
                        "expect", .oneOf([statuses, .list(of: statuses, minimumCount: 1)]), defaultValue: "200-299",
                        "Statuses that complete the task: one such as 201, a range such as 200-299, or a list of them."),
                    .init(
                        "follow_redirects", .oneOf([.boolean, .integer(minimum: 0, maximum: 20)]),
                        "How many redirects are followed: true is 5, false is 0; the default is 5 for GET and HEAD, else 0."
                    ),
                    .init(
                        "auth",
                        .object(
                            .init(
                                [
                                    .init("bearer", secretName, "Name of the secret that is the token."),
                                    .init(
                                        "basic",
                                        .object(
                                            .init([
                                                .init("username", .string(), isRequired: true, "The user."),
                                                .init("password", secretName, isRequired: true, "Name of the secret.")
                                            ])), "User and password (RFC 7617).")
                                ], rules: [.exactlyOne(of: ["bearer", "basic"])])),
                        "Who calls: one of bearer and basic."),
                    .init(
                        "sign",
                        .object(
                            .init([
                                .init("secret", secretName, isRequired: true, "Name of the secret that is the key."),
                                .init(
                                    "header", .string(templating: .none, pattern: headerName),
                                    defaultValue: .string(WebhookSigner.defaultHeader), "The header with the signature."
                                )
                            ])),
                        "Signs with HMAC-SHA256 as Standard Webhooks does: webhook-id, webhook-timestamp, webhook-signature."
                    ),
                    .init(
                        "outputs", .map(of: .string(templating: .none, pattern: pointer), keys: output),
                        "Outputs picked from a JSON answer: name to JSON pointer such as /items/0/id."),
                    .init(
                        "allow_link_local", .boolean, defaultValue: false,
                        "Whether link-local addresses and the metadata services of clouds may be called.")
                ], rules: [.atMostOne(of: ["json", "form", "body", "body_file"])])),
        outputs: ["status": .integer, "body": .string],
        examples: [
            .init(
                title: "Tell a chat that the process is done",
                yaml: """
                    name: notify
                    http:
                      url: https://chat.example.org/hooks/builds
                      json: {text: "${process.id} is done"}
                    retry: 3
                    """),
            .init(
                title: "Ask an API and hand on a part of its answer",
                yaml: """
                    name: find-user
                    http:
                      url: https://api.example.org/users
                      query: {email: "${email}", fields: [id, name]}
                      auth: {bearer: API_TOKEN}
                      outputs: {user_id: /users/0/id}
                    """),
            .init(
                title: "Upload a file with a signature",
                yaml: """
                    name: upload
                    http:
                      method: PUT
                      url: https://files.example.org/reports/${process.id}
                      headers: {Content-Type: text/csv}
                      body_file: reports/today.csv
                      sign: {secret: WEBHOOK_KEY}
                      expect: [201, 204]
                      timeout: 5m
                    """)
        ])
}
