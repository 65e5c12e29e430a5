// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import Batch
public import CImgconv
internal import Filters
internal import ImageFiles

/// See imgconv.h.
@_cdecl("imgconv_result_shape") @implementation
public func imgconv_result_shape(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ input: UnsafePointer<imgconv_array>?, _ output: UnsafeMutablePointer<imgconv_array>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let output = try unsafe Gate.required(output, "output")
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let conversion = try unsafe CallOptions(options).conversion(recipe)
    let input = try unsafe CallArray(input, "input")
    let result = try conversion.resultShape(of: input.shape, hasAlpha: input.hasAlpha)
    unsafe output.pointee.type = input.code
    unsafe output.pointee.describe(result.shape, hasAlpha: result.hasAlpha)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_cost") @implementation
public func imgconv_cost(
  _ recipe: OpaquePointer?, _ input: UnsafePointer<imgconv_array>?,
  _ multiply_adds: UnsafeMutablePointer<Int64>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let result = try unsafe Gate.required(multiply_adds, "multiply_adds")
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let conversion = try unsafe CallOptions(nil).conversion(recipe)
    let input = try unsafe CallArray(input, "input")
    let cost = try conversion.cost(over: input.shape, hasAlpha: input.hasAlpha)
    unsafe result.pointee = Int64(clamping: cost)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_apply") @implementation
public func imgconv_apply(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ input: UnsafePointer<imgconv_array>?, _ output: UnsafePointer<imgconv_array>?,
  _ notes: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let notes = unsafe BytesResult(optional: notes)
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let conversion = try unsafe CallOptions(options).conversion(recipe)
    let input = try unsafe CallArray(input, "input")
    let result = try conversion.run(
      input.view("input"), hasAlpha: input.hasAlpha,
      to: unsafe CallArray(output, "output").view("output"))
    try notes?.set(.array(result.notes.map(JSON.string)))
  }
}

/// See imgconv.h.
@_cdecl("imgconv_read") @implementation
public func imgconv_read(
  _ source: UnsafePointer<imgconv_source>?, _ options: UnsafePointer<imgconv_options>?,
  _ output: UnsafePointer<imgconv_array>?, _ notes: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let notes = unsafe BytesResult(optional: notes)
    let options = try unsafe CallOptions(options)
    let reading = ArrayReading(
      limits: options.limits, orientation: options.orientation, timeout: options.timeout,
      stop: options.stop, threads: options.threads)
    let output = try unsafe CallArray(output, "output").view("output")
    let found = try reading.run(unsafe Sources.input(source), to: output)
    try notes?.set(.array(found.map(JSON.string)))
  }
}

/// See imgconv.h.
@_cdecl("imgconv_write_file") @implementation
public func imgconv_write_file(
  _ input: UnsafePointer<imgconv_array>?, _ options: UnsafePointer<imgconv_options>?,
  _ output: UnsafePointer<CChar>?, _ notes: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let notes = unsafe BytesResult(optional: notes)
    let output = Output.path(try unsafe Texts.path(output, "output"))
    try unsafe write(input, CallOptions(options), to: output, notes)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_write_bytes") @implementation
public func imgconv_write_bytes(
  _ input: UnsafePointer<imgconv_array>?, _ options: UnsafePointer<imgconv_options>?,
  _ output: UnsafeMutablePointer<OpaquePointer?>?, _ notes: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let result = try unsafe BytesResult(required: output, "output")
    let notes = unsafe BytesResult(optional: notes)
    let options = try unsafe CallOptions(options)
    if options.encoding.format == nil { throw CallError.invalid("format is NULL") }
    let memory = MemoryOutput(name: "output")
    try unsafe write(input, options, to: .memory(memory), notes)
    try result.set(memory.bytes)
  }
}

/// Encodes an array.
private func write(
  _ input: UnsafePointer<imgconv_array>?, _ options: CallOptions, to output: Output,
  _ notes: BytesResult?
) throws {
  let input = try unsafe CallArray(input, "input")
  let writing = ArrayWriting(
    encoding: options.encoding, timeout: options.timeout, stop: options.stop,
    replacing: options.replacing, flushesOutput: options.flushesOutputs, threads: options.threads)
  let found = try writing.run(input.view("input"), hasAlpha: input.hasAlpha, to: output)
  try notes?.set(.array(found.map(JSON.string)))
}
