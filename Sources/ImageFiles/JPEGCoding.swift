// SPDX-License-Identifier: Apache-2.0

/// How a JPEG file codes its components: what an output needs to be coded alike.
public struct JPEGCoding: Hashable, Sendable {
  /// How often a component stands in the unit that all components share, 1 to 4 each way.
  public struct Sampling: Hashable, Sendable {
    /// Along a row.
    public var horizontal: Int
    /// Along a column.
    public var vertical: Int

    /// These factors.
    public init(horizontal: Int, vertical: Int) {
      self.horizontal = horizontal
      self.vertical = vertical
    }
  }

  /// The sampling factors of each component.
  public var sampling: [Sampling]
  /// The quantization table of each component: 64 numbers row by row, from 1 to 8191.
  ///
  /// nil for a table that cannot be written again, or that is not there before the first scan.
  public var tables: [[UInt16]?]

  /// A coding by these factors and tables, one for each component.
  public init(sampling: [Sampling], tables: [[UInt16]?]) {
    self.sampling = sampling
    self.tables = tables
  }
}

extension JPEGCoding {
  /// The sampling factors for an output of luma and two chroma components; nil if libjpeg cannot write them.
  ///
  /// They have no common divisor: 2x2, 2x2, 2x2 is 1x1, 1x1, 1x1.  Of inks the first three count.
  ///
  /// Source: ITU-T T.81, B.2.3: a scan of several components has at most 10 blocks in a unit; libjpeg averages
  /// whole samples only.
  var colorSampling: [Sampling]? {
    guard sampling.count >= 3 else { return nil }
    let across = divided(sampling.prefix(3).map(\.horizontal))
    let down = divided(sampling.prefix(3).map(\.vertical))
    let isWhole = [across, down].allSatisfy { factors in
      factors.allSatisfy { $0 > 0 && (factors.max() ?? 0).isMultiple(of: $0) }
    }
    let blocks = zip(across, down).reduce(0) { $0 + $1.0 * $1.1 }
    guard isWhole && blocks <= 10 else { return nil }
    return zip(across, down).map { Sampling(horizontal: $0, vertical: $1) }
  }

  /// The factors without their greatest common divisor.
  private func divided(_ factors: [Int]) -> [Int] {
    for divisor in [4, 3, 2] where factors.allSatisfy({ $0.isMultiple(of: divisor) }) {
      return factors.map { $0 / divisor }
    }
    return factors
  }

  /// The tables for an output of so many channels, 1 or 3; nil if they do not fit.
  ///
  /// A gray output takes that of luma.
  func tables(forChannels channels: Int, from model: FileHeader.ColorModel) -> [[UInt16]]? {
    guard model == .yCbCr || (model == .gray && channels == 1) else { return nil }
    let needed = tables.prefix(channels).compactMap(\.self)
    return needed.count == channels ? needed : nil
  }
}
