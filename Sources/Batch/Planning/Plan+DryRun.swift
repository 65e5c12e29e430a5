// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

extension Plan {
  /// Does a dry run of all jobs, one by one, in order.
  ///
  /// - Returns: the number of jobs that can be done, and the number that cannot, which includes the
  ///   plan's unusable files.
  package func dryRun(
    _ conversion: Conversion, report: (DryRunResult) -> Void
  ) -> (possible: Int, impossible: Int) {
    var counts = (possible: 0, impossible: unusable.count)
    for job in jobs {
      let result = job.dryRun(conversion)
      if result.status == .success { counts.possible += 1 } else { counts.impossible += 1 }
      report(result)
    }
    return counts
  }

  /// Returns the exit status of a run with these numbers of files done and failed.
  package func status(done: Int, failed: Int) -> RunStatus {
    if failed > 0 { return .someFailed }
    return done == 0 && skipped == 0 && shard == .whole ? .noInput : .success
  }
}
