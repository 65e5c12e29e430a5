// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import Batch
public import CImgconv
internal import Descriptions
internal import FileSystem
internal import Filters
internal import ImageFiles

/// See imgconv.h.
@_cdecl("imgconv_convert_file") @implementation
public func imgconv_convert_file(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ input: UnsafePointer<CChar>?, _ output: UnsafePointer<CChar>?,
  _ record: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let record = unsafe BytesResult(optional: record)
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let conversion = try unsafe CallOptions(options).conversion(recipe)
    let job = try unsafe Job(
      .path(Texts.path(input, "input")), to: .path(Texts.path(output, "output")))
    try run(job, conversion, record)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_convert_bytes") @implementation
public func imgconv_convert_bytes(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ input: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ output: UnsafeMutablePointer<OpaquePointer?>?, _ record: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let result = try unsafe BytesResult(required: output, "output")
    let record = unsafe BytesResult(optional: record)
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let conversion = try unsafe CallOptions(options).conversion(recipe)
    let memory = MemoryOutput(name: "output")
    try run(
      Job(try unsafe Sources.bytes(input, size, name), to: .memory(memory)), conversion, record)
    try result.set(memory.bytes)
  }
}

/// Converts an image, and hands its record to the caller whether or not that succeeded.
private func run(_ job: Job, _ conversion: Conversion, _ record: BytesResult?) throws {
  var conversion = conversion
  conversion.takesChecksum = record != nil
  let outcome = job.run(conversion)
  try record?.set(FileRecord(outcome, recipe: conversion.identifier).json)
  _ = try outcome.result.get()
}

/// See imgconv.h.
@_cdecl("imgconv_info") @implementation
public func imgconv_info(
  _ source: UnsafePointer<imgconv_source>?, _ options: UnsafePointer<imgconv_options>?,
  _ array: UnsafeMutablePointer<imgconv_array>?, _ json: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let json = unsafe BytesResult(optional: json)
    let options = try unsafe CallOptions(options)
    let input = try unsafe Sources.input(source)
    let reader = try ImageReader(input, limits: options.limits)
    if let array = unsafe array {
      unsafe array.pointee = unsafe imgconv_array(reader.header(for: options.orientation))
    }
    try json?.set(ImageFacts(reader, name: input.name).json)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_sweep") @implementation
public func imgconv_sweep(
  _ directory: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let path = try unsafe Texts.path(directory, "directory")
    do throws(System.Failure) {
      try Temporaries.removeStale(in: path)
    } catch {
      throw FileError(.unreadable, path: path.text, reason: error.reason)
    }
  }
}
