// SPDX-License-Identifier: Apache-2.0

import Clock
import Roofline

/// What one core can do at most, measured.
@safe
final class Ceilings {
  /// As large as a picture of the suite, so that the caches help as much.
  private static let bytes = 12_000_000
  private let source = [UInt8](repeating: 1, count: bytes)
  private var target = [UInt8](repeating: 0, count: bytes)

  /// Bytes read and written in a second by a copy.
  func copied() -> Double {
    let seconds = timed {
      unsafe source.withUnsafeBytes { source in
        unsafe target.withUnsafeMutableBytes { target in
          unsafe roofline_copy(target.baseAddress, source.baseAddress, source.count)
        }
      }
    }
    return Double(2 * Self.bytes) / seconds
  }

  /// Multiplications and additions in a second, contracted to multiply-adds.
  func fused() -> Double { operations(roofline_fused) }

  /// Multiplications and additions in a second, each rounded, as in the row loops.
  func separate() -> Double { operations(roofline_separate) }

  private func operations(_ loop: (Int) -> Float) -> Double {
    let rounds = 2_000_000
    let seconds = timed { _ = loop(rounds) }
    return Double(rounds * 2 * Int(ROOFLINE_CHAINS) * roofline_floats()) / seconds
  }
}
