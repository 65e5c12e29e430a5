// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The files of a wavelet transform's levels: `level-1.npy` and so on with the details, finest first, and `smooth.npy`
/// with the residual.
///
/// A batch has one array of each level, with its axis.  The planes are float64, in which the difference of two `Float`s is exact: they add up to the transformed samples bit
/// for bit.  Channels are those of the image as it is transformed: linear or premultiplied if the filter's options say
/// so.
final class LevelFiles {
  private let directory: String
  private let batchSize: Int?
  private let temporaries: Temporaries
  private var writers: [LevelWriter] = []

  /// Creates level files in an existing directory; until they are complete, they are `temporaries`.
  ///
  /// - Parameter batchSize: the number of images along the batch axis; `nil` for one image without that axis.
  init(in directory: String, batchSize: Int?, temporaries: Temporaries) {
    self.directory = directory
    self.batchSize = batchSize
    self.temporaries = temporaries
  }

  /// Returns `source`, observed by a writer if its rows hold a level.
  ///
  /// - Throws: `.cannotCreate`, `.limit`.
  func observe(
    _ source: any RowSource, after stageCount: Int, of lowered: Lowered
  ) throws(FileError) -> any RowSource {
    guard let index = lowered.levels.firstIndex(where: { $0.stageCount == stageCount }) else {
      return source
    }
    // The levels of the first image come in order, and those of the others go to the same files.
    if index < writers.count { return Observed(source, by: writers[index]) }
    let isLast = index == lowered.levels.count - 1
    let shape = Shape(
      channels: lowered.levels[index].planes.count, height: source.shape.height,
      width: source.shape.width)
    let writer = try LevelWriter(
      lowered.levels[index].planes, shape: shape, batchSize: batchSize,
      detail: directory + "/level-\(index + 1).npy",
      smooth: isLast ? directory + "/smooth.npy" : nil, temporaries: temporaries)
    writers.append(writer)
    return Observed(source, by: writer)
  }

  /// Commits all files, after the last row.
  ///
  /// - Parameter isFlushed: whether their bytes are on the device before they get their names.
  /// - Throws: `.readWrite`, `.cannotCreate`.
  func commit(isFlushed: Bool) throws(FileError) {
    for writer in writers { try writer.finish() }
    for writer in writers { try writer.commit(isFlushed: isFlushed) }
  }
}

/// A writer of one level as its rows pass.
private final class LevelWriter: RowObserver {
  /// A file and its encoder.
  private struct Planes {
    let file: OutputFile
    let writer: NPYPlanesWriter

    init(
      _ path: String, shape: Shape, batchSize: Int?, _ temporaries: Temporaries
    ) throws(FileError) {
      file = try OutputFile(.path(path), temporaries: temporaries)
      writer = try NPYPlanesWriter(to: file, shape: shape, batchSize: batchSize)
    }
  }

  private let planes: [WaveletLevel.Planes]
  private let detail: Planes
  private let smooth: Planes?

  init(
    _ planes: [WaveletLevel.Planes], shape: Shape, batchSize: Int?, detail: String,
    smooth: String?, temporaries: Temporaries
  ) throws(FileError) {
    self.planes = planes
    func files(_ path: String) throws(FileError) -> Planes {
      try Planes(path, shape: shape, batchSize: batchSize, temporaries)
    }
    self.detail = try files(detail)
    self.smooth = if let smooth { try files(smooth) } else { nil }
  }

  func observe(_ samples: inout MutableRow) throws(RowError) {
    do throws(FileError) {
      let details = row(of: &samples) { $0 - $1 }
      try detail.writer.write(row: details.span)
      if let smooth {
        let rest = row(of: &samples) { $1 }
        try smooth.writer.write(row: rest.span)
      }
    } catch {
      throw RowError(error)
    }
  }

  /// Returns a number for each sample, computed from the finer and the smoother plane.
  private func row(
    of samples: inout MutableRow, _ number: (Double, Double) -> Double
  ) -> [Double] {
    var row: [Double] = []
    row.reserveCapacity(planes.count * samples.width)
    for pair in planes {
      let finer = samples.samples(pair.finer)
      let smoother = samples.samples(pair.smoother)
      for x in finer.indices { row.append(number(Double(finer[x]), Double(smoother[x]))) }
    }
    return row
  }

  func finish() throws(FileError) {
    try detail.writer.finish()
    try smooth?.writer.finish()
  }

  func commit(isFlushed: Bool) throws(FileError) {
    try detail.file.commit(isFlushed: isFlushed)
    try smooth?.file.commit(isFlushed: isFlushed)
  }
}
