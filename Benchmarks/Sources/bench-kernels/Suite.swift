// SPDX-License-Identifier: Apache-2.0

/// All cases, each made when it is first run.
final class Suite {
  private let cases: [Case]
  private let ceilings = Ceilings()
  private var benches: [String: Bench] = [:]

  init() throws {
    cases = try Case.all()
  }

  /// The names of all cases, the ceilings last.
  var names: [String] { cases.map(\.name) + ["roofline"] }

  /// One run of a case, as it is printed; nil if there is none of the name.
  func run(_ name: String) throws -> String? {
    if name == "roofline" {
      return "\(name)\t\(ceilings.copied())\t\(ceilings.fused())\t\(ceilings.separate())"
    }
    guard let test = cases.first(where: { $0.name == name }) else { return nil }
    let bench = try benches[name] ?? Bench(test)
    benches[name] = bench
    return "\(name)\t\(try bench.run())"
  }

  /// The median of five runs after one that is not counted.
  func median(_ name: String) throws -> String? {
    guard try run(name) != nil else { return nil }
    let runs = try (0..<5).compactMap { _ in try run(name) }
    return runs.sorted { Self.figure($0) < Self.figure($1) }[2]
  }

  private static func figure(_ line: String) -> Double {
    line.split(separator: "\t").dropFirst().first.flatMap { Double($0) } ?? 0
  }
}
