// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

extension SharedOptions {
  /// Checks that at most one of the image, the listing of a dry run and the report goes to standard output.
  ///
  /// - Throws: `ValidationError`.
  func checkStandardOutput() throws {
    guard !batch.inPlace, (output ?? paths.last) == "-" else { return }
    if running.report == "-" {
      throw ValidationError(
        "the image and the report cannot both go to standard output; name a file for one of them")
    }
    if batch.dryRun {
      throw ValidationError(
        "--dry-run lists on standard output; name an output file in place of -")
    }
  }
}
