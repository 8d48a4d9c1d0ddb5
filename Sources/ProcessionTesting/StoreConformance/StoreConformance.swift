public import Procession

/// What every `ProcessStore` has to do, as checks that a test target runs over its own store.
///
/// ```swift
/// @Test(arguments: StoreConformance.checks)
/// func conforms(_ check: StoreConformance.Check) async throws {
///     try await check.run { try await openNewStore() }
/// }
/// ```
public enum StoreConformance {
    /// One rule.
    ///
    /// It throws a ``ConformanceFailure`` that says what was broken, and where.
    public struct Check: Sendable, CustomStringConvertible {
        /// A sentence.
        public let name: String
        let leavesStoreOpen: Bool
        let body: @Sendable (StoreScenario) async throws -> Void

        init(
            _ name: String, leavesStoreOpen: Bool = true,
            _ body: @escaping @Sendable (StoreScenario) async throws -> Void
        ) {
            self.name = name
            self.leavesStoreOpen = leavesStoreOpen
            self.body = body
        }

        public var description: String { name }

        /// Checks the rule on a store from `makeStore`, which has to be empty, and closes that.
        public func run(_ makeStore: @Sendable () async throws -> any ProcessStore) async throws {
            let store = try await makeStore()
            let scenario = StoreScenario(store)
            do {
                try await body(scenario)
                // Whatever a check has done, the rows must still agree with each other.
                if leavesStoreOpen {
                    try expect(try await store.check(), equals: [], "what the store finds wrong with itself")
                }
            } catch {
                // The failure of the check is the one that counts.
                try? await store.close()
                throw error
            }
            try await store.close()
        }
    }

    /// All rules.
    public static let checks: [Check] =
        processChecks + flowChecks + outcomeChecks + refusalChecks + failureChecks + conditionChecks + handlerChecks
        + stopChecks
        + deadlineChecks + workerChecks + transitionChecks + historyChecks + rerunChecks + concurrencyChecks
        + scheduleChecks + limitChecks + executionLimitChecks + retentionChecks + groupChecks + approvalChecks
        + childChecks
}

/// A rule that a store has broken.
public struct ConformanceFailure: Error, CustomStringConvertible {
    public let description: String
}

/// - Throws: ``ConformanceFailure`` unless `condition` holds.
func expect(
    _ condition: Bool, _ what: String, file: StaticString = #fileID, line: UInt = #line
) throws {
    guard condition else { throw ConformanceFailure(description: "\(file):\(line): expected \(what)") }
}

/// - Throws: ``ConformanceFailure`` unless both are equal.
func expect<Subject: Equatable>(
    _ actual: Subject, equals expected: Subject, _ what: String = "", file: StaticString = #fileID,
    line: UInt = #line
) throws {
    guard actual == expected else {
        throw ConformanceFailure(
            description: "\(file):\(line): expected \(what.isEmpty ? "" : "\(what) to be ")\(expected), got \(actual)")
    }
}

/// - Throws: ``ConformanceFailure`` unless `body` throws an error with this code.
func expect(
    _ code: ProcessionError.Code, _ what: String, file: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let error as ProcessionError where error.code == code {
        return
    } catch {
        throw ConformanceFailure(
            description: "\(file):\(line): expected \(what) to be refused as \(code), got \(error)")
    }
    throw ConformanceFailure(description: "\(file):\(line): expected \(what) to be refused as \(code)")
}
