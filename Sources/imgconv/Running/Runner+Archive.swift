// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

extension Runner {
  /// Converts all images of an archive.
  func run(archive job: Job) -> RunStatus { run(archive: job, ahead: [], signals()) }

  /// Converts all images of an archive whose beginning was read before.
  func run(archive job: Job, ahead: [UInt8], _ signals: Signals) -> RunStatus {
    let start = ContinuousClock.now
    let meter = ArchiveMeter(size: FileStamp(job.input)?.size)
    var archive = options.batch.archive(batch.conversion)
    archive.threads = min(batch.threads, System.processors)
    archive.maxErrors = batch.maxErrors
    archive.watch = { meter.take($0, place: $1) }
    let record = options.running.record(recipe: archive.identifier, jobs: 1)
    var run = ArchiveBatch(archive)
    (run.report, run.earlier) = (batch.report, batch.earlier)
    let display = display(isShared: job.output == .standardOutput) { meter.text }
    let end = run.run(job, ahead: ahead, record: record) { [printer] in
      printer.print($0, of: job)
    }
    display?.end()
    printer.print(end, of: job, after: ContinuousClock.now - start)
    return signals.status ?? reportStatus(end.status)
  }
}

extension ArchiveBatch.End {
  /// The exit status of the run.
  fileprivate var status: RunStatus {
    switch self {
    case .skipped: .success
    case .done(let summary): summary.failed > 0 ? .someFailed : .success
    case .failed(let error): RunStatus(error.kind)
    }
  }
}
