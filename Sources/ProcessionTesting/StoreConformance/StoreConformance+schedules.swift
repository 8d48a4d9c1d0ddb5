import Procession

import struct Foundation.Date

extension StoreConformance {
    static let scheduleChecks: [Check] = [
        Check("processes are due at their next run, the earliest first") { scenario in
            let schedule = ScheduleScenario(scenario)
            for (number, delay) in ([30, 10, 20] as [Double]).enumerated() {
                try await schedule.create(id: ProcessID("p\(number)"), dueIn: delay)
            }
            try await schedule.create(id: "unscheduled", dueIn: nil)
            let all = try await scenario.store.scheduledProcesses(
                dueFrom: .distantPast, through: scenario.later(20), limit: 10)
            try expect(all.map(\.id), equals: ["p1", "p2"])
            let some = try await scenario.store.scheduledProcesses(
                dueFrom: scenario.later(20), through: .distantFuture, limit: 1)
            try expect(some.map(\.id), equals: ["p2"])
            try expect(try await scenario.store.nextScheduledRun(), equals: scenario.later(10))
        },
        Check("a step starts the tick's execution and moves the schedule on, once") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create()
            try expect(try await schedule.step(ticks: 0), equals: .started("tick-1"))
            try expect(try await schedule.step(ticks: 0), equals: .outrun)
            let record = try await scenario.record()
            try expect(record.status, equals: .inProgress)
            try expect(record.nextRunAt, equals: scenario.later(60))
            let executions = try await scenario.store.executions(of: "process-1", limit: 10)
            try expect(executions.map(\.scheduledFor), equals: [scenario.now])
            try expect(executions.map(\.triggeredBy), equals: [.scheduled])
        },
        Check("a step that gives ticks up records how many and why") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create()
            var step = schedule.newStep(ticks: [])
            step.skipped = SkippedTicks(reason: .missed, first: scenario.now, last: scenario.later(60), count: 2)
            try expect(try await scenario.store.carryOut(step), equals: .moved)
            try expect(
                try await schedule.events(),
                equals: ["schedule.skipped missed: 2 ticks were missed: \(schedule.span(0, 60))"])
            try expect(try await scenario.standing(), equals: "PENDING at 0 of 1")
        },
        Check("ticks that can't be started are recorded, and the schedule moves on") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create()
            var step = schedule.newStep(ticks: [0, 60])
            step.execution = .failure(ProcessionError(.notFound, "no process type is named 'nightly'"))
            try expect(try await scenario.store.carryOut(step), equals: .moved)
            try expect(
                try await schedule.events(),
                equals: [
                    "schedule.failed : 2 ticks could not fire: \(schedule.span(0, 60)): "
                        + "no process type is named 'nightly'"
                ])
            try expect(try await scenario.record().nextRunAt, equals: scenario.later(60))
            try expect(try await scenario.standing(), equals: "PENDING at 0 of 1")
        },
        Check("under skip, a tick is given up while the process runs") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.skip)
            try expect(try await schedule.step(ticks: 60), equals: .moved)
            try expect(try await schedule.waiting(), equals: [])
            try expect(
                try await schedule.events(),
                equals: [
                    "schedule.skipped overlap: 1 tick was skipped, for the process was running: \(schedule.at(60))"
                ])
        },
        Check("under queue, one tick waits and fires after the end") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.queue)
            try expect(try await schedule.step(ticks: 60), equals: .moved)
            try expect(try await schedule.step(ticks: 120), equals: .moved)
            try expect(try await schedule.waiting(), equals: [60])
            try expect(
                try await schedule.events().map { $0.hasSuffix(schedule.at(120)) }, equals: [true], "the second skipped"
            )
            try expect(try await scenario.store.startableTicks(limit: 10), equals: [])
            try expect(try await schedule.fire(60), equals: nil, "what fires while the process runs")

            try await scenario.end("load")
            try expect(
                try await scenario.store.startableTicks(limit: 10),
                equals: [WaitingTick(processID: "process-1", scheduledFor: schedule.date(60))])
            let started = try await schedule.fire(60)
            try expect(started != nil, "the tick that waited to fire")
            try expect(try await scenario.record().currentExecutionID, equals: started)
            try expect(try await schedule.fire(60), equals: nil, "a second firing")
            try expect(try await schedule.waiting(), equals: [])
        },
        Check("under replace, the newest tick alone waits and the execution stops") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.replace)
            try expect(try await schedule.step(ticks: 60), equals: .stopRequested)
            try expect(try await schedule.step(ticks: 120), equals: .moved, "a step while it stops")
            try expect(try await schedule.waiting(), equals: [120])
            try await scenario.end("load", .stopped(message: "stopped"))
            try expect(try await scenario.record().status, equals: .stopped)
            try expect(try await schedule.fire(120) != nil, "the newest tick to fire")
            try expect(try await schedule.events().count, equals: 1, "the number of ticks given up")
        },
        Check("under replace, handlers come to their end") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(
                .replace, tasks: [StoreScenario.task("load"), StoreScenario.task("clean", trigger: .finally)])
            try await scenario.end("load")
            try expect(try await schedule.step(ticks: 60), equals: .moved)
            try await scenario.end("clean")
            try expect(try await scenario.record().status, equals: .completed)
            try expect(try await schedule.waiting(), equals: [60])
        },
        Check("ticks that are caught up all wait, oldest first, beside one in time") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create(overlap: .queue)
            try await scenario.register()
            var step = schedule.newStep(ticks: [0, 60, 120], overlap: .queue)
            step.isCatchUp = true
            step.execution = .success(try schedule.execution())
            step.nextRunAt = scenario.later(180)
            guard case .started = try await scenario.store.carryOut(step) else {
                throw ConformanceFailure(description: "the oldest tick did not start")
            }
            try await scenario.claim()
            try expect(try await schedule.step(ticks: 180), equals: .moved)
            try expect(try await schedule.waiting(), equals: [60, 120, 180])
            for tick in [60, 120, 180] as [Double] {
                try await scenario.end("load")
                try expect(
                    try await scenario.store.startableTicks(limit: 10).map(\.scheduledFor),
                    equals: [schedule.date(tick)])
                try expect(try await schedule.fire(tick) != nil, "tick \(tick) to fire")
                try await scenario.claim()
            }
        },
        Check("a tick that has fired never fires again") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.queue)
            try await scenario.end("load")
            var step = schedule.newStep(ticks: [0, 60], overlap: .queue)
            step.dueAt = schedule.date(60)
            step.nextRunAt = schedule.date(120)
            step.execution = .success(try schedule.execution())
            guard case .started = try await scenario.store.carryOut(step) else {
                throw ConformanceFailure(description: "the tick that had not fired did not start")
            }
            let executions = try await scenario.store.executions(of: "process-1", limit: 10)
            try expect(
                Set(executions.map(\.scheduledFor)), equals: [schedule.date(0), schedule.date(60)])
            try expect(executions.count, equals: 2)
            try expect(
                try await schedule.events(),
                equals: ["schedule.skipped repeated: 1 tick was skipped, having fired before: \(schedule.at(0))"])
        },
        Check("another schedule begins anew, and ticks that wait are given up") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.queue)
            _ = try await schedule.step(ticks: 60)
            try await scenario.store.change(
                ScheduleChange(
                    processID: "process-1", schedule: "0 3 * * *", timeZone: "Europe/Berlin", missedPolicy: .all,
                    overlapPolicy: .replace, nextRunAt: scenario.later(900),
                    input: ScheduleChange.Input(data: "b:2", values: #"{"b":2}"#), actor: "cli", now: scenario.now))
            let record = try await scenario.record()
            try expect(record.schedule, equals: "0 3 * * *")
            try expect(record.timeZone, equals: "Europe/Berlin")
            try expect(record.missedPolicy, equals: .all)
            try expect(record.overlapPolicy, equals: .replace)
            try expect(record.nextRunAt, equals: scenario.later(900))
            try expect(record.inputData, equals: "b:2")
            try expect(record.inputValues, equals: #"{"b":2}"#)
            try expect(try await schedule.waiting(), equals: [])
            try expect(
                try await schedule.events(),
                equals: [
                    "schedule.skipped rescheduled: 1 tick was given up, for the schedule was changed: "
                        + schedule.at(60), "schedule.changed : 0 3 * * * in Europe/Berlin"
                ])
        },
        Check("the same schedule goes on where it was, unless it is to begin anew") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.run(.queue)
            _ = try await schedule.step(ticks: 60)
            var change = ScheduleChange(
                processID: "process-1", schedule: "every:1m", overlapPolicy: .skip, nextRunAt: scenario.later(5000),
                beginsAnew: false, actor: "cli", now: scenario.now)
            try await scenario.store.change(change)
            try expect(try await schedule.waiting(), equals: [60])
            try expect(try await scenario.record().nextRunAt, equals: schedule.date(120))
            try expect(try await scenario.record().overlapPolicy, equals: .skip)
            change.beginsAnew = true
            try await scenario.store.change(change)
            try expect(try await schedule.waiting(), equals: [])
            try expect(try await scenario.record().nextRunAt, equals: scenario.later(5000))
        },
        Check("a schedule can be taken away") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create()
            let change = ScheduleChange(
                processID: "process-1", schedule: nil, nextRunAt: nil, actor: "cli", now: scenario.now)
            try await scenario.store.change(change)
            try expect(try await scenario.record().schedule, equals: nil)
            try expect(try await schedule.events(), equals: ["schedule.removed : "])
            try expect(try await schedule.step(ticks: 0), equals: .outrun)
            try await expect(.notFound, "a change of nothing") {
                var change = change
                change.processID = "nobody"
                try await scenario.store.change(change)
            }
        },
        Check("of many who fire the same tick, one does") { scenario in
            let schedule = ScheduleScenario(scenario)
            try await schedule.create()
            let results = try await withThrowingTaskGroup(of: ScheduleStepResult.self) { group in
                for number in 0..<20 {
                    var step = schedule.newStep(ticks: [0])
                    step.execution = .success(try schedule.execution(ExecutionID("rival-\(number)")))
                    group.addTask { [step] in try await scenario.store.carryOut(step) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expect(results.count { $0 != .outrun }, equals: 1)
            try expect(try await scenario.store.executions(of: "process-1", limit: 30).count, equals: 1)
        }
    ]
}
