// SPDX-License-Identifier: Apache-2.0

/// The coding of a JPEG file's components, for an output that is to be coded alike.
public struct JPEGCoding: Hashable, Sendable {
  /// The sampling factors of a component: its blocks per MCU, 1 to 4 each way.
  public struct Sampling: Hashable, Sendable {
    /// The factor along a row.
    public var horizontal: Int
    /// The factor along a column.
    public var vertical: Int

    /// Creates a pair of factors.
    public init(horizontal: Int, vertical: Int) {
      self.horizontal = horizontal
      self.vertical = vertical
    }
  }

  /// The sampling factors of each component.
  public var sampling: [Sampling]
  /// The quantization table of each component: 64 numbers row by row, from 1 to 8191.
  ///
  /// `nil` for a table that cannot be written again, or that is missing before the first scan.
  public var tables: [[UInt16]?]

  /// Creates a coding from factors and tables, one for each component.
  public init(sampling: [Sampling], tables: [[UInt16]?]) {
    self.sampling = sampling
    self.tables = tables
  }
}

extension JPEGCoding {
  /// The sampling factors for an output of luma and two chroma components; `nil` if libjpeg cannot write them.
  ///
  /// Common divisors are removed: 2x2, 2x2, 2x2 becomes 1x1, 1x1, 1x1.  Of inks, the first three count.
  ///
  /// Source: ITU-T T.81, B.2.3: a scan of several components has at most 10 blocks per MCU; libjpeg averages
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

  /// Returns the factors divided by their greatest common divisor.
  private func divided(_ factors: [Int]) -> [Int] {
    for divisor in [4, 3, 2] where factors.allSatisfy({ $0.isMultiple(of: divisor) }) {
      return factors.map { $0 / divisor }
    }
    return factors
  }

  /// Returns the tables for an output of `channels` channels, 1 or 3; `nil` if they do not fit.
  ///
  /// A gray output uses the luma table.
  func tables(forChannels channels: Int, from model: FileHeader.ColorModel) -> [[UInt16]]? {
    guard model == .yCbCr || (model == .gray && channels == 1) else { return nil }
    let needed = tables.prefix(channels).compactMap(\.self)
    return needed.count == channels ? needed : nil
  }
}
