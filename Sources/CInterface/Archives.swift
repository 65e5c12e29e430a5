// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import Batch
public import CImgconv
internal import Filters
internal import ImageFiles

/// See imgconv.h.
@_cdecl("imgconv_convert_archive") @implementation
public func imgconv_convert_archive(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ archive: UnsafePointer<imgconv_archive_options>?, _ input: UnsafePointer<CChar>?,
  _ output: UnsafePointer<CChar>?, _ record: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let record = unsafe BytesResult(optional: record)
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    var conversion = try unsafe CallOptions(options).conversion(recipe)
    conversion.takesChecksum = true
    let given = try unsafe archive.map {
      try unsafe Gate.versioned($0, imgconv_archive_options(), "archive")
    }
    let members = unsafe MemberCalls(given, stoppedBy: conversion.stop)
    conversion.stop = members.stop
    let run = try unsafe ArchiveConversion(conversion, given)
    let job = try unsafe Job(
      .path(Texts.path(input, "input")), to: .path(Texts.path(output, "output")))
    let identifier = run.identifier
    let start = ContinuousClock.now
    let result = Result { () throws(FileError) in
      try run.run(job.input, to: job.output) { index, name in
        members.started(index, name)
      } ended: { outcome in
        let line = FileRecord(outcome, of: job, recipe: identifier).json.line.dropLast()
        members.ended(outcome.index, outcome.name, String(line))
      }
    }
    let duration = ContinuousClock.now - start
    try record?.set(
      FileRecord(result, of: job, recipe: identifier, duration: duration).json)
    _ = try result.get()
  }
}

extension ArchiveConversion {
  /// Creates the conversion that a caller describes; `nil` stands for all defaults.
  ///
  /// - Throws: `IMGCONV_INVALID`.
  fileprivate init(
    _ conversion: Conversion, _ given: imgconv_archive_options?
  ) throws(CallError) {
    self.init(conversion)
    threads = 1
    guard let given = unsafe given else { return }
    switch unsafe given.jobs {
    case 0: break
    case 1...256: threads = unsafe Int(given.jobs)
    default: throw unsafe .invalid("jobs is \(given.jobs); it must be from 1 to 256")
    }
    errorsAreMembers = try unsafe Gate.flag(given.errors_as_members, "errors_as_members")
    if let text = try unsafe Texts.text(given.name, "name") {
      do throws(NameTemplate.Fault) {
        name = try NameTemplate(text)
      } catch {
        throw .invalid("name: \(error)")
      }
    }
    try unsafe readSkipped(given)
  }

  private mutating func readSkipped(_ given: imgconv_archive_options) throws(CallError) {
    let count = unsafe given.skipped_count
    guard (0...Int64(1 << 24)).contains(count) else {
      throw .invalid("skipped_count is \(count); it must be from 0 to \(1 << 24)")
    }
    if let reason = try unsafe Texts.text(given.skipped_reason, "skipped_reason") {
      skipReason = reason
    }
    if count == 0 { return }
    let start = try unsafe Gate.required(given.skipped, "skipped")
    skipped = Set(unsafe UnsafeBufferPointer(start: start, count: Int(count)).map { Int($0) })
  }
}
