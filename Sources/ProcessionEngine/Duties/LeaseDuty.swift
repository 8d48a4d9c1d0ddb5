import Logging
import Procession

/// Renews the worker's lease until it is cancelled.
struct LeaseDuty: Sendable {
    let parts: EngineParts
    let worker: @Sendable () -> WorkerID
    /// Called when the lease can't be renewed because the worker was declared dead.
    let onWorkerLost: @Sendable () async -> Void

    func run() async {
        while !Task.isCancelled {
            do {
                try await parts.clock.sleep(for: parts.configuration.heartbeatInterval)
            } catch {
                return
            }
            let lease = parts.clock.monotonic + parts.configuration.leaseDuration
            do {
                guard try await parts.store.renewLease(of: worker(), until: lease, now: parts.clock.now) else {
                    parts.logger.error("this worker was declared dead; it starts anew")
                    await onWorkerLost()
                    continue
                }
            } catch {
                parts.logger.warning("the lease can't be renewed: \(error)")
            }
        }
    }
}
