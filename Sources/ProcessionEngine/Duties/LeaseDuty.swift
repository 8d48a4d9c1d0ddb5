import Logging
import Procession

/// Renews the worker's lease until it is cancelled, and gives everything up in time where that can't be done.
struct LeaseDuty: Sendable {
    let parts: EngineParts
    let lease: WorkerLease
    /// Called as soon as the lease is not trusted any more: nothing may run on in its name.
    let onLeaseOver: @Sendable () -> Void
    /// Called, until it succeeds, when another worker has to take the place of the one that is named.
    let onWorkerLost: @Sendable (WorkerID) async -> Void

    func run() async {
        // Beside the loop, because a renewal that hangs must not hold it up.
        let fence = Alarm(parts) {
            guard lease.giveUpIfOver() else { return }
            parts.logger.error(
                "the lease could not be renewed in time; what runs is ended and left to others",
                metadata: ["worker": "\(lease.worker)"])
            onLeaseOver()
        }
        let metrics = DutyMetrics(.lease, clock: parts.clock)
        while !Task.isCancelled {
            if lease.isTrusted { fence.set(to: lease.trustedUntil) }
            do {
                try await parts.clock.sleep(for: parts.configuration.heartbeatInterval)
            } catch {
                break
            }
            await renew(metrics)
        }
        fence.set(to: nil)
    }

    private func renew(_ metrics: DutyMetrics) async {
        let worker = lease.worker
        guard lease.isTrusted else { return await onWorkerLost(worker) }
        let asked = parts.clock.monotonic
        do {
            let end = asked + parts.configuration.leaseDuration
            let isAlive = try await metrics.round { () throws(ProcessionError) in
                try await parts.store.renewLease(of: worker, until: end, now: parts.clock.now)
            }
            guard isAlive else {
                parts.logger.error("this worker was declared dead; it starts anew", metadata: ["worker": "\(worker)"])
                return await onWorkerLost(worker)
            }
            lease.renewed(for: worker, since: asked)
        } catch {
            parts.logger.warning("the lease can't be renewed: \(error)", metadata: ["worker": "\(worker)"])
        }
    }
}
