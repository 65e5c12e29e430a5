// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Conversion {
  /// Returns the shape of the result for an array of this shape, without reading samples.
  ///
  /// - Throws: `FileError` if the recipe does not fit the shape, or the result would have too many pixels.
  package func resultShape(of shape: Shape, hasAlpha: Bool) throws(FileError) -> ArrayShape {
    let lowered = try Chain.translated(ArrayResult.name) {
      try recipe.unmeasured.lowered(for: shape, hasAlpha: hasAlpha)
    }
    try check(pixelsOf: shape)
    try check(pixelsOf: lowered.shape)
    return ArrayShape(shape: lowered.shape, hasAlpha: lowered.hasAlpha)
  }

  /// Returns the number of multiplications, each followed by an addition, over an array of this shape.
  ///
  /// - Throws: `FileError` if the recipe does not fit the shape.
  package func cost(over shape: Shape, hasAlpha: Bool) throws(FileError) -> Int {
    try Chain.translated(ArrayResult.name) {
      try recipe.unmeasured.lowered(for: shape, hasAlpha: hasAlpha).multiplyAdds(over: shape)
    }
  }

  /// Filters an array into another one, which has the shape of the result and any type and layout.
  ///
  /// The samples are those of a conversion from file to file: integers as PNG holds them, floats as NPY does.  Of the
  /// conversion's properties, the recipe, the map, limits, timeout, stop, budget and threads apply.
  ///
  /// - Parameter hasAlpha: whether the last channel of the input is alpha, not premultiplied.
  /// - Throws: `FileError` as `run(_:to:)`; `ArrayError` if the output does not fit.
  package func run(
    _ input: ArrayView, hasAlpha: Bool, to output: ArrayView
  ) throws -> ArrayResult {
    let name = ArrayResult.name
    let watch = Deadline(stop: stop, timeout: timeout, path: name)
    try watch.check()
    try check(pixelsOf: input.layout.shape)
    var copy: ArrayCopy?
    if input.overlaps(output) { copy = try ArrayCopy(input) }
    defer { copy?.free() }
    let source = ArrayInput(view: copy?.view ?? input, hasAlpha: hasAlpha, watch: watch)
    var (taken, threads) = (0, threads)
    defer { budget?.release(taken) }
    let chain = try Chain(self, over: source, to: ChainOutput(output.layout.type), path: name) {
      result throws(FileError) in
      try check(pixelsOf: result.shape)
      guard let budget else { return }
      let meter = recipe.needsMeasuring ? result.noiseMeterBytes : 0
      let others = meter + (copy?.view.layout.bytes.count ?? 0)
      (taken, threads) = try budget.take(for: threads, path: name, unless: stop) {
        threads throws(FileError) in
        try Chain.translated(name) {
          try others
            + ArrayRendering.bytesHeld(result, over: input.layout.shape, threads: threads)
        }
      }
      watch.restart()
    }
    var rendering = try ArrayRendering(chain.lowered, from: source.view, to: output)
    rendering.check = { try watch.check() }
    let channels = input.layout.shape.channels
    if !(source.holdsIntegers && chain.lowered.staysInUnitRange(channels: channels)) {
      rendering.countedBeyond = output.layout.type.range
    }
    let counted = try Chain.translated(name) { try rendering.run(threads: threads) }
    let shape = chain.lowered.shape
    let share = Double(counted) / Double(shape.channels * shape.height * shape.width)
    return ArrayResult(
      notes: chain.lowered.notes + [output.layout.type.note(on: share)].compactMap { $0 },
      details: chain.details)
  }

  private func check(pixelsOf shape: Shape) throws(FileError) {
    let pixels = shape.width * shape.height
    if pixels > limits.maxPixels {
      throw FileError(
        .limit, path: ArrayResult.name,
        reason:
          "\(shape.width) x \(shape.height) are \(pixels) pixels, the limit is \(limits.maxPixels)",
        detail: .pixels(count: pixels))
    }
  }
}

extension SampleType {
  /// The range of samples that the type holds up to rounding; `nil` for float32, which holds all.
  fileprivate var range: ClosedRange<Float>? {
    if self == .float16 { return Encoding.float16Range }
    return bitDepth.map { Encoding.range(ofBits: $0) }
  }

  /// Returns a note on a share of samples outside the range; `nil` if it is small.
  fileprivate func note(on share: Double) -> String? {
    self == .float16 ? ImageWriter.overflowNote(share) : ImageWriter.clampingNote(share)
  }
}
