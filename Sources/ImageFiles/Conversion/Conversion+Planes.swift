// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// Returns the filter over the planes that the output codes; `nil` if the stages must run on samples instead.
  ///
  /// A blur from 8-bit pixels to the components of a file is computed in integers: it takes less time, and what is coded
  /// is nearer to the exact result, as nothing is rounded to 8-bit RGB in between.
  ///
  /// - Parameters:
  ///   - lowered: the stages of the whole conversion.
  ///   - original: the input; its format must take planes too, so that decoders of 8-bit pixels deliver gray or RGB.
  ///   - encoding: the output's.
  func planes(
    _ lowered: Lowered, over original: RereadableInput, _ encoding: Encoding
  ) -> PlaneBlur? {
    let header = original.header
    guard header.format.capabilities.takesPlanes, encoding.format.capabilities.takesPlanes,
      original.deliversPixels, !header.hasAlpha, header.imageCount == 1,
      [.gray, .rgb, .yCbCr].contains(header.colorModel),
      map == .clamp, levelsDirectory == nil, !measuresImages,
      let sampling = encoding.planeSampling(channels: lowered.shape.channels)
    else { return nil }
    return PlaneBlur(lowered, over: header.shape, sampling: sampling)
  }

  /// Filters the planes of an input and encodes them.
  ///
  /// - Throws: `FileError` about the input or the output.
  func write(
    _ blur: PlaneBlur, of original: RereadableInput, to writer: ImageWriter, by watch: Deadline
  ) throws(FileError) {
    let planes: BlurredPlanes
    do throws(OutOfMemory) {
      planes = try BlurredPlanes(blur, over: original.pixels())
    } catch {
      throw FileError(error, path: original.name)
    }
    try writer.write(planes: planes) { count throws(FileError) in
      try watch.check()
      progress?.count(count)
    }
  }
}

extension Encoding {
  /// Returns the sampling of each component of an output; `nil` if a block of samples is neither 1 nor 2 wide or high.
  fileprivate func planeSampling(channels: Int) -> [PlaneSampling]? {
    if channels == 1 { return [.full] }
    let factors = sampling ?? subsampling.factors
    let across = factors.map(\.horizontal).max() ?? 1
    let down = factors.map(\.vertical).max() ?? 1
    let blocks = factors.compactMap { factor -> PlaneSampling? in
      guard factor.horizontal > 0, factor.vertical > 0,
        across.isMultiple(of: factor.horizontal), down.isMultiple(of: factor.vertical)
      else { return nil }
      return PlaneSampling(
        horizontal: across / factor.horizontal, vertical: down / factor.vertical)
    }
    return blocks.count == channels ? blocks : nil
  }
}

extension Encoding.Subsampling {
  /// The sampling factors of luma and the two chroma components.
  fileprivate var factors: [JPEGCoding.Sampling] {
    let luma =
      switch self {
      case .s444: JPEGCoding.Sampling(horizontal: 1, vertical: 1)
      case .s422: JPEGCoding.Sampling(horizontal: 2, vertical: 1)
      case .s420: JPEGCoding.Sampling(horizontal: 2, vertical: 2)
      }
    let chroma = JPEGCoding.Sampling(horizontal: 1, vertical: 1)
    return [luma, chroma, chroma]
  }
}
