// SPDX-License-Identifier: Apache-2.0

/// PNG's filters as the specification writes them (ISO/IEC 15948, section 9): the plain twin.
public enum TinyFilter: Int, CaseIterable, Sendable {
  /// The bytes themselves.
  case none
  /// Less the byte a pixel to the left.
  case sub
  /// Less the byte above.
  case up
  /// Less the mean of both, rounded down.
  case average
  /// Less whichever of left, above and above left is nearest to left + above - above left.
  case paeth

  /// A row under this filter; `step` bytes are a pixel.
  public func filtered(_ row: [UInt8], above: [UInt8], step: Int) -> [UInt8] {
    row.indices.map { i in
      row[i] &- prediction(i < step ? 0 : row[i - step], above[i], i < step ? 0 : above[i - step])
    }
  }

  /// The row that looks like this under the filter.
  public func unfiltered(_ bytes: [UInt8], above: [UInt8], step: Int) -> [UInt8] {
    var row = bytes
    for i in row.indices {
      row[i] &+= prediction(i < step ? 0 : row[i - step], above[i], i < step ? 0 : above[i - step])
    }
    return row
  }

  private func prediction(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
    switch self {
    case .none: return 0
    case .sub: return a
    case .up: return b
    case .average: return UInt8((Int(a) + Int(b)) / 2)
    case .paeth:
      let estimate = Int(a) + Int(b) - Int(c)
      let (toA, toB, toC) = (
        abs(estimate - Int(a)), abs(estimate - Int(b)), abs(estimate - Int(c))
      )
      return toA <= toB && toA <= toC ? a : toB <= toC ? b : c
    }
  }
}
