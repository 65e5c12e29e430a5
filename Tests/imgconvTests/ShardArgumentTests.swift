// SPDX-License-Identifier: Apache-2.0

import Batch
import TestSupport
import Testing
import imgconv

@Suite("Shards by the variables of schedulers")
struct ShardArgumentTests {
  private func shard(_ environment: [String: String]) throws(ShardArgument.Fault) -> String {
    let shard = try ShardArgument.automatic { environment[$0] }
    return "\(shard.index)/\(shard.count)"
  }

  private func array(_ id: Int, _ min: Int, _ max: Int, step: Int = 1, count: Int) -> [String:
    String]
  {
    [
      "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(min)",
      "SLURM_ARRAY_TASK_MAX": "\(max)", "SLURM_ARRAY_TASK_STEP": "\(step)",
      "SLURM_ARRAY_TASK_COUNT": "\(count)",
    ]
  }

  @Test("the tasks of a Slurm array, from 0, from 1, and with steps")
  func arraysOfSlurm() throws {
    #expect(
      try (0...3).map { try shard(array($0, 0, 3, count: 4)) } == ["1/4", "2/4", "3/4", "4/4"])
    #expect(try (1...3).map { try shard(array($0, 1, 3, count: 3)) } == ["1/3", "2/3", "3/3"])
    let odd = try [1, 3, 5].map { try shard(array($0, 1, 6, step: 2, count: 3)) }
    #expect(odd == ["1/3", "2/3", "3/3"])
    // A batch script has these two as well.
    let script = array(2, 0, 3, count: 4).merging(["SLURM_PROCID": "0", "SLURM_NTASKS": "8"]) { $1 }
    #expect(try shard(script) == "3/4")
  }

  @Test("the tasks of srun, alone and in an array, are shards that cover all files once")
  func tasksOfSrun() throws {
    var all: Set<String> = []
    for id in 5...6 {
      for task in 0..<3 {
        let own = ["SLURM_PROCID": "\(task)", "SLURM_NTASKS": "3", "SLURM_STEP_ID": "0"]
        all.insert(try shard(array(id, 5, 6, count: 2).merging(own) { $1 }))
        #expect(try shard(own) == "\(task + 1)/3")
      }
    }
    #expect(all == Set((1...6).map { "\($0)/6" }))
    #expect(try shard(["SLURM_PROCID": "0", "SLURM_NTASKS": "1"]) == "1/1")
  }

  @Test("the pods of a Kubernetes Indexed Job")
  func podsOfKubernetes() throws {
    #expect(try shard(["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "2"]) == "1/2")
    #expect(try shard(["JOB_COMPLETION_INDEX": "1", "JOB_COMPLETIONS": "2"]) == "2/2")
  }

  static let refusals: [([String: String], String)] = [
    ([:], "none of which is set; write I/N"),
    (
      ["JOB_COMPLETION_INDEX": "1"],
      "JOB_COMPLETION_INDEX=1 do not tell the number of pods; set JOB_COMPLETIONS"
    ),
    (
      ["JOB_COMPLETION_INDEX": "2", "JOB_COMPLETIONS": "2"], "JOB_COMPLETIONS=2 do not fit together"
    ),
    (
      ["JOB_COMPLETION_INDEX": "x", "JOB_COMPLETIONS": "2"],
      "JOB_COMPLETION_INDEX=x is not a number"
    ),
    (["JOB_COMPLETION_INDEX": "0", "SLURM_PROCID": "0"], "are of two schedulers"),
    (["SLURM_ARRAY_TASK_ID": "3"], "SLURM_ARRAY_TASK_MIN is missing"),
    (["SLURM_PROCID": "1"], "SLURM_NTASKS is missing"),
    (["SLURM_PROCID": "4", "SLURM_NTASKS": "4", "SLURM_STEP_ID": "0"], "do not fit together"),
    (["SLURM_PROCID": "0", "SLURM_NTASKS": "4"], "which runs once; start it by srun"),
  ]

  @Test("variables that say nothing, or contradict each other", arguments: refusals)
  func contradictionsAreRefused(environment: [String: String], words: String) {
    let fault = #expect(throws: ShardArgument.Fault.self) { try shard(environment) }
    #expect(fault?.description.contains(words) == true, "\(String(describing: fault))")
  }

  @Test("irregular arrays are refused: their positions cannot be told")
  func irregularArraysAreRefused() {
    // --array=1,3,7; a position past the end; a position between two steps.
    for environment in [
      array(7, 1, 7, count: 3), array(9, 1, 4, count: 4), array(2, 1, 5, step: 2, count: 3),
      array(1, 1, 5, step: 0, count: 5),
    ] {
      #expect(throws: ShardArgument.Fault.self) { try shard(environment) }
    }
  }

  @Test("the command takes the files of its part, and refuses to guess")
  func autoOnTheCommandLine() throws {
    let directory = try TemporaryDirectory()
    for index in 0..<12 { try directory.add("in/\(index).png", TinyPNG.picture().encoded()) }
    for index in 0..<3 {
      let run = try Command.shell(
        "JOB_COMPLETION_INDEX=\(index) JOB_COMPLETIONS=3 \"$imgconv\" blur in out --shard auto",
        in: directory)
      #expect(run.code == 0, "\(run.messages)")
      let same = try Command.shell(
        "\"$imgconv\" blur in out\(index) --shard \(index + 1)/3", in: directory)
      #expect(same.code == 0)
    }
    let parts = try (0..<3).flatMap { index in
      try directory.tree().filter { $0.hasPrefix("out\(index)/") }.map { $0.dropFirst(5) }
    }
    #expect(parts.count == 12)
    #expect(try directory.tree().filter { $0.hasPrefix("out/") }.count == 12)
    let none = try Command.shell(
      "env -u SLURM_PROCID -u SLURM_ARRAY_TASK_ID \"$imgconv\" blur in out --shard auto",
      in: directory)
    #expect(none.code == 64 && none.lines.count == 1, "\(none.messages)")
    #expect(none.messages.contains("--shard") && none.messages.contains("write I/N"))
  }
}
