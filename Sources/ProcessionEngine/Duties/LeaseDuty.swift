import Logging
import Procession

/// Renews the worker's lease until it is cancelled.
struct LeaseDuty: Sendable {
    let parts: EngineParts
    let worker: @Sendable () -> WorkerID
    /// Called when the lease can't be renewed because the worker was declared dead.
    let onWorkerLost: @Sendable () async -> Void

    func run() async {
        let metrics = DutyMetrics(.lease, clock: parts.clock)
        while !Task.isCancelled {
            do {
                try await parts.clock.sleep(for: parts.configuration.heartbeatInterval)
            } catch {
                return
            }
            let worker = self.worker()
            let lease = parts.clock.monotonic + parts.configuration.leaseDuration
            do {
                let isAlive = try await metrics.round { () throws(ProcessionError) in
                    try await parts.store.renewLease(of: worker, until: lease, now: parts.clock.now)
                }
                guard isAlive else {
                    parts.logger.error(
                        "this worker was declared dead; it starts anew", metadata: ["worker": "\(worker)"])
                    await onWorkerLost()
                    continue
                }
            } catch {
                parts.logger.warning("the lease can't be renewed: \(error)", metadata: ["worker": "\(worker)"])
            }
        }
    }
}
