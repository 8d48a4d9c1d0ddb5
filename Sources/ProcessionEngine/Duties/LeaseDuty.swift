import Logging
import Procession

/// Renews the worker's lease until it is cancelled, and gives everything up in time where that can't be done.
struct LeaseDuty: Sendable {
    let parts: EngineParts
    let lease: WorkerLease
    /// Called as soon as the lease is not trusted any more: nothing may run on in its name.
    let onLeaseOver: @Sendable (WorkerID) -> Void
    /// Called, until it succeeds, when another worker has to take the place of the one that is named.
    let onWorkerLost: @Sendable (WorkerID) async -> Void

    func run() async {
        // Beside the loop, because a renewal that hangs must not hold it up.
        let fence = Alarm(parts) {
            guard let worker = lease.giveUpIfOver() else { return }
            parts.logger.error(
                "the lease could not be renewed in time; what runs is killed and left to others",
                metadata: ["worker": "\(worker)"])
            onLeaseOver(worker)
        }
        let metrics = DutyMetrics(.lease, clock: parts.clock)
        let outage = Outage(
            "the lease can't be renewed", over: "the lease can be renewed again", logger: parts.logger)
        while !Task.isCancelled {
            if lease.isTrusted { fence.set(to: lease.trustedUntil) }
            do {
                try await parts.clock.sleep(for: parts.configuration.heartbeatInterval)
            } catch {
                break
            }
            await renew(metrics, outage)
        }
        fence.set(to: nil)
    }

    private func renew(_ metrics: DutyMetrics, _ outage: Outage) async {
        let worker = lease.worker
        guard lease.isTrusted else { return await onWorkerLost(worker) }
        let asked = parts.clock.monotonic
        do {
            let end = asked + parts.configuration.leaseDuration
            let isAlive = try await metrics.round { () throws(ProcessionError) in
                try await parts.store.renewLease(of: worker, until: end, now: parts.clock.now)
            }
            outage.passed(metadata: ["worker": "\(worker)"])
            guard isAlive else {
                parts.logger.error("this worker was declared dead; it starts anew", metadata: ["worker": "\(worker)"])
                return await onWorkerLost(worker)
            }
            lease.renewed(for: worker, since: asked)
        } catch {
            outage.failed(error, metadata: ["worker": "\(worker)"])
        }
    }
}
