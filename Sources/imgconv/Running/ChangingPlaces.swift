// SPDX-License-Identifier: Apache-2.0

import Batch
import FileSystem
import ImageFiles

/// The places that a run changes: the directories of its outputs, links followed, and the pipes and devices that it
/// writes to.
///
/// The report is open before, and needs no place.
struct ChangingPlaces {
  /// The places; a directory stands for all below it.
  private(set) var places: Set<Path> = []

  /// Collects the places of one job.
  init(_ job: Job) { add(job.output) }

  /// Collects the places of a plan.
  ///
  /// The plan's output directory stands for all outputs but those that links lead elsewhere; a new one has no links.
  init(_ plan: Plan, isNew: Bool) {
    guard let root = plan.outputDirectory else { return }
    places = [root]
    if isNew { return }
    let canonical = (System.realPath(root) ?? root).bytes + [UInt8(ascii: "/")]
    var seen: Set<Path> = [root]
    let jobs = plan.jobs
    // An iterator allocates a frame for each element, without a check.
    for index in 0..<jobs.count {
      let job = jobs[index]
      guard case .path(let path) = job.output else { continue }
      if seen.insert(path.directory).inserted,
        let directory = System.realPath(path.directory), !directory.bytes.starts(with: canonical)
      {
        places.insert(directory)
      }
      if FileStatus(withoutFollowing: path)?.type == .link { add(job.output) }
    }
  }

  /// Adds a directory.
  mutating func add(_ directory: Path) { places.insert(directory) }

  private mutating func add(_ output: Output) {
    guard case .path(let path) = output else { return }
    if let status = try? FileStatus(path), !status.isRegular {
      places.insert(path)
    } else {
      places.insert((System.realPath(path) ?? path).directory)
    }
  }
}
