// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// All stages between the reader and the writer, for one image.
  struct Chain {
    /// The recipe's stages, then those of the map and of the output's format.
    let lowered: Lowered
    /// Whether transparency is lost.
    let flattens: Bool
    /// The measurements of the image, one sentence each.
    let details: [String]
    /// The bytes of samples that the rings of all stages hold.
    var bytesHeld: Int {
      get throws(FileError) {
        try Chain.translated(path) { try lowered.bytesHeld(over: original.shape) }
      }
    }
    private let original: any ChainInput
    private let path: String

    /// Builds the chain for an image and, after `check` has accepted the result's shape, measures the samples that it
    /// needs.
    ///
    /// - Throws: `.unreadable` if the image does not fit the recipe, `.limit` if a kernel does not fit the image;
    ///   whatever reading and `check` throw.
    init(
      _ conversion: Conversion, over original: any ChainInput, to output: ChainOutput, path: String,
      check: (Lowered) throws(FileError) -> Void
    ) throws(FileError) {
      self.original = original
      self.path = path
      let (shape, hasAlpha) = (original.shape, original.hasAlpha)
      (lowered, flattens, details) = try Chain.translated(path) {
        var details: [String] = []
        let recipe = try conversion.tolerating(over: original, output)
        var lowered = try recipe.unmeasured.lowered(for: shape, hasAlpha: hasAlpha)
        var result = lowered
        if output.refusesAlpha && result.hasAlpha { try result.flatten() }
        try check(result)
        if !conversion.isPreview {
          if recipe.needsMeasuring {
            let measured = try recipe.measured(hasAlpha: hasAlpha) { try original.rows() }
            details = recipe.measurements(in: measured)
            lowered = try measured.lowered(for: shape, hasAlpha: hasAlpha)
          }
          try conversion.map.append(to: &lowered) { try original.rows() }
        }
        let flattens = output.refusesAlpha && lowered.hasAlpha
        if flattens { try lowered.flatten() }
        return (lowered, flattens, details)
      }
    }

    /// Returns a fresh source of the result's rows, which also writes the levels of a wavelet transform.
    ///
    /// - Parameter threads: the maximum number of filter threads; only one is used if there are levels, which need
    ///   whole rows.
    /// - Throws: whatever opening the image or creating the level files throws.
    func rows(levels: LevelFiles?, threads: Int) throws(FileError) -> any RowSource {
      try Chain.translated(path) {
        guard let levels else {
          return try lowered.streamed(over: original.rows(), threads: threads)
        }
        return try lowered.streamed(over: original.rows()) { count, source in
          try levels.observe(source, after: count, of: lowered)
        }
      }
    }

    /// Calls `body` and turns any error of a chain into one about the file at `path`.
    static func translated<Result>(
      _ path: String, _ body: () throws -> Result
    ) throws(FileError) -> Result {
      do {
        return try body()
      } catch let error as FileError {
        throw error
      } catch let error as RowError {
        throw FileError(of: error, path: path)
      } catch let error as OutOfMemory {
        throw FileError(error, path: path)
      } catch let error as ShapeError {
        throw FileError(error.isOfSize ? .limit : .unreadable, path: path, reason: "\(error)")
      } catch let error as FilterError {
        // The parameters are already validated, so the image does not fit them.
        throw FileError(error, path: path)
      } catch {
        throw FileError(.internalError, path: path, reason: "\(error)")
      }
    }
  }
}

extension ShapeError {
  /// Whether an image of another size would avoid the error.
  fileprivate var isOfSize: Bool {
    switch self {
    case .kernelTooLarge, .tooLarge, .side, .cropTooLarge, .margins: true
    case .channels, .notDivisible, .outputSize, .extent, .different: false
    }
  }
}

extension Conversion {
  /// Returns the recipe with tolerances that keep the error of cheaper chains below `FilterOptions.tolerableLevels` of
  /// the output's depth.
  ///
  /// Only samples decoded from integers are known to be in 0...1, and only integers in the output hide an error;
  /// `SampleMap.normalize` can stretch an arbitrarily small range.
  fileprivate func tolerating(
    over input: any ChainInput, _ output: ChainOutput
  ) throws -> Recipe {
    let recipe = recipe.following(input.transferCurve)
    guard let depth = output.bitDepth, input.holdsIntegers, map != .normalize,
      levelsDirectory == nil
    else {
      return try recipe.tolerating(0, over: input.shape, hasAlpha: input.hasAlpha)
    }
    return try recipe.tolerating(
      FilterOptions.tolerableLevels / Double(1 << depth - 1), over: input.shape,
      hasAlpha: input.hasAlpha
    ) { lowered in
      try map.append(to: &lowered)
      if output.refusesAlpha && lowered.hasAlpha { try lowered.flatten() }
    }
  }
}

extension SampleMap {
  /// Adds the stage of this map unless the map depends on the result.
  fileprivate func append(to lowered: inout Lowered) throws(ShapeError) {
    switch self {
    case .clamp, .normalize: return
    case .abs: try lowered.append(toColors: .absolute)
    case .signed: try lowered.append(toColors: .affine(scale: 0.5, offset: 0.5))
    }
  }

  /// Adds the stage of this map; `reading` returns the image's rows again, for a map that depends on the result.
  fileprivate func append(
    to lowered: inout Lowered, reading: () throws -> any RowSource
  ) throws {
    let function: PointMap.Function
    switch self {
    case .clamp, .abs, .signed: return try append(to: &lowered)
    case .normalize:
      let colors = lowered.shape.channels - (lowered.hasAlpha ? 1 : 0)
      let meter = RangeMeter(channels: 0..<colors)
      let result = try lowered.streamed(over: reading())
      try Observed(result, by: meter).drain()
      let range = meter.range ?? 0...0
      let span = range.upperBound - range.lowerBound
      let scale = span > 0 ? 1 / span : 0
      function = .affine(scale: scale, offset: -range.lowerBound * scale)
    }
    try lowered.append(toColors: function)
  }
}

extension Lowered {
  /// Adds the stages that flatten the image onto white.
  fileprivate mutating func flatten() throws(ShapeError) {
    try append(PointMap(.premultiply))
    try append(PointMap(.flatten(background: 1)), hasAlpha: false)
  }
}
