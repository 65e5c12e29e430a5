// SPDX-License-Identifier: Apache-2.0

package import Batch
import FileSystem

/// The value of `--shard`: `I/N`, or `auto` for what Slurm's and Kubernetes' variables say.
package enum ShardArgument {
  /// The reason why a value is refused, as a message.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error message.
    package let description: String
  }

  /// Parses a value.
  ///
  /// - Throws: `Fault`.
  static func parsed(_ text: String) throws(Fault) -> Shard {
    if text == "auto" { return try automatic { System.variable($0) } }
    let fields = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Int($0) }
    guard fields.count == 2, numbers.count == 2, let shard = Shard(numbers[0], of: numbers[1])
    else {
      throw Fault(description: "'\(text)' is not a part I/N with I from 1 to N, or auto")
    }
    return shard
  }

  /// Returns the shard of this process among those of its job.
  ///
  /// A task of a Slurm array is shard `(ID - MIN) / STEP + 1` of `COUNT`; tasks that srun starts divide it further.  A
  /// pod of a Kubernetes Indexed Job is shard `JOB_COMPLETION_INDEX + 1` of `JOB_COMPLETIONS`, which the manifest must
  /// set.
  ///
  /// - Parameter variable: returns the value of an environment variable; `nil` if it is not set.
  /// - Throws: `Fault` if there are no such variables, or if they contradict each other.
  package static func automatic(
    _ variable: @escaping (String) -> String?
  ) throws(Fault) -> Shard {
    let variables = Variables(variable)
    let isSlurm = variables.has("SLURM_ARRAY_TASK_ID") || variables.has("SLURM_PROCID")
    let isKubernetes = variables.has("JOB_COMPLETION_INDEX")
    if isSlurm && isKubernetes {
      throw variables.fault(
        ["SLURM_ARRAY_TASK_ID", "SLURM_PROCID", "JOB_COMPLETION_INDEX"],
        "are of two schedulers; write I/N")
    }
    if isKubernetes { return try pod(variables) }
    guard isSlurm else {
      throw Fault(
        description: "auto needs SLURM_ARRAY_TASK_ID (a Slurm array), SLURM_PROCID (srun) or "
          + "JOB_COMPLETION_INDEX (a Kubernetes Indexed Job), none of which is set; write I/N")
    }
    let part = try arrayTask(variables)
    let task = try task(variables, isInArray: part != nil)
    let (own, parts) = part ?? (0, 1)
    let (index, isOver) = own.multipliedReportingOverflow(by: task.count)
    let (count, isMore) = parts.multipliedReportingOverflow(by: task.count)
    guard !isOver, !isMore, let shard = Shard(index + task.index + 1, of: count) else {
      throw variables.fault(["SLURM_PROCID", "SLURM_NTASKS"], "do not fit together")
    }
    return shard
  }

  private static func pod(_ variables: Variables) throws(Fault) -> Shard {
    let names = ["JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"]
    guard variables.has("JOB_COMPLETIONS") else {
      throw variables.fault(
        names, "do not tell the number of pods; set JOB_COMPLETIONS in the manifest")
    }
    let (index, count) = (try variables.number(names[0]), try variables.number(names[1]))
    guard (0..<count).contains(index), let shard = Shard(index + 1, of: count) else {
      throw variables.fault(names, "do not fit together")
    }
    return shard
  }

  /// Returns the position of a task in its array, from 0, and the number of tasks; `nil` outside an array.
  private static func arrayTask(
    _ variables: Variables
  ) throws(Fault) -> (index: Int, count: Int)? {
    guard variables.has("SLURM_ARRAY_TASK_ID") else { return nil }
    let names = ["ID", "MIN", "MAX", "COUNT", "STEP"].map { "SLURM_ARRAY_TASK_\($0)" }
    let (id, min, max) = (
      try variables.number(names[0]), try variables.number(names[1]),
      try variables.number(names[2])
    )
    let count = try variables.number(names[3])
    let step = variables.has(names[4]) ? try variables.number(names[4]) : 1
    // Only a range with a step, as in 0-15 or 1-31:2, divides the files in equal parts.
    guard step > 0, min <= id, id <= max, (max - min) / step + 1 == count,
      (id - min).isMultiple(of: step)
    else {
      throw variables.fault(names, "are not those of an array like 0-15 or 1-16")
    }
    return ((id - min) / step, count)
  }

  /// Returns the position of a task of srun, from 0, and the number of tasks.
  private static func task(
    _ variables: Variables, isInArray: Bool
  ) throws(Fault) -> (index: Int, count: Int) {
    let names = ["SLURM_PROCID", "SLURM_NTASKS", "SLURM_STEP_ID"]
    // A batch script has the first two as well, but runs only once.
    if isInArray && !variables.has(names[2]) { return (0, 1) }
    let index = try variables.number(names[0])
    let count = try variables.number(names[1])
    guard (0..<count).contains(index) else { throw variables.fault(names, "do not fit together") }
    if count > 1 && !variables.has(names[2]) {
      throw variables.fault(names, "are those of a batch script, which runs once; start it by srun")
    }
    return (index, count)
  }

  /// The environment of a job.
  private struct Variables {
    private let value: (String) -> String?

    init(_ value: @escaping (String) -> String?) { self.value = value }

    func has(_ name: String) -> Bool { value(name) != nil }

    /// Returns the value of a variable, which is a number from 0 on.
    func number(_ name: String) throws(Fault) -> Int {
      guard let number = value(name).flatMap({ Int($0) }), number >= 0 else {
        throw fault([name], value(name) == nil ? "is missing" : "is not a number")
      }
      return number
    }

    /// Creates an error about variables, with the values of those that are set.
    func fault(_ names: [String], _ reason: String) -> Fault {
      let shown = names.compactMap { name in value(name).map { "\(name)=\($0)" } }
      let list = shown.isEmpty ? names : shown
      return Fault(description: "auto: \(list.joined(separator: ", ")) \(reason)")
    }
  }
}
