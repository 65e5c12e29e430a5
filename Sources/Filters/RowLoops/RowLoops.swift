// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// The loops of `CRowLoops` over spans: lengths are checked here, once per call.
enum RowLoops {
  /// The functions for this CPU, chosen once.
  static let table: crl_loops = unsafe crl_loops_chosen().pointee

  /// Writes sqrt(a[x]^2 + b[x]^2).
  static func magnitude(
    _ a: Span<Float>, _ b: Span<Float>, into output: inout MutableSpan<Float>
  ) {
    unsafe binary(table.magnitude, a, b, &output)
  }

  /// Writes a[x] * b[x].
  static func multiply(_ a: Span<Float>, _ b: Span<Float>, into output: inout MutableSpan<Float>) {
    unsafe binary(table.multiply, a, b, &output)
  }

  /// Writes a[x] / b[x] where b[x] is positive, else 0.
  static func divide(_ a: Span<Float>, _ b: Span<Float>, into output: inout MutableSpan<Float>) {
    unsafe binary(table.divide, a, b, &output)
  }

  /// Writes |a[x]|.
  static func absolute(_ a: Span<Float>, into output: inout MutableSpan<Float>) {
    unsafe unary(table.absolute, a, &output)
  }

  /// Writes the linear light of stored samples.
  static func toLinear(
    _ a: Span<Float>, _ curve: TransferCurve, into output: inout MutableSpan<Float>
  ) {
    unsafe curved(table.to_linear, a, curve, &output)
  }

  /// Writes a function of samples that are levels of 8 bits, by its values for the 256 levels.
  ///
  /// - Returns: whether all samples are such; if not, what is written has no meaning.
  static func lookUp(
    _ a: Span<Float>, in levels: Span<Float>, into output: inout MutableSpan<Float>
  ) -> Bool {
    precondition(a.count == output.count && levels.count == 256, "rows of different lengths")
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe levels.withUnsafeBufferPointer { levels in
          unsafe table.look_up_u8(out.baseAddress, a.baseAddress, levels.baseAddress, out.count)
        }
      }
    }
  }

  /// Writes the stored samples of linear light.
  static func fromLinear(
    _ a: Span<Float>, _ curve: TransferCurve, into output: inout MutableSpan<Float>
  ) {
    unsafe curved(table.from_linear, a, curve, &output)
  }

  /// Writes a[x] * scale + offset.
  static func affine(
    _ a: Span<Float>, scale: Float, offset: Float, into output: inout MutableSpan<Float>
  ) {
    precondition(a.count == output.count, "rows of different lengths")
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe table.affine(out.baseAddress, a.baseAddress, scale, offset, out.count)
      }
    }
  }

  private typealias Curved =
    @convention(c) (
      UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<crl_curve>?, Int
    ) -> Void

  private static func curved(
    _ loop: Curved, _ a: Span<Float>, _ curve: TransferCurve, _ output: inout MutableSpan<Float>
  ) {
    precondition(a.count == output.count, "rows of different lengths")
    var parameters = curve.parameters
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe loop(out.baseAddress, a.baseAddress, &parameters, out.count)
      }
    }
  }

  /// Returns the number of samples outside a range; NaN does not count.
  static func count(_ a: Span<Float>, outside range: ClosedRange<Float>) -> Int {
    unsafe a.withUnsafeBufferPointer { a in
      unsafe table.count_outside(a.baseAddress, range.lowerBound, range.upperBound, a.count)
    }
  }

  private typealias Unary =
    @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void

  private static func unary(
    _ loop: Unary, _ a: Span<Float>, _ output: inout MutableSpan<Float>
  ) {
    precondition(a.count == output.count, "rows of different lengths")
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe loop(out.baseAddress, a.baseAddress, out.count)
      }
    }
  }

  private typealias Binary =
    @convention(c) (
      UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int
    ) -> Void

  private static func binary(
    _ loop: Binary, _ a: Span<Float>, _ b: Span<Float>, _ output: inout MutableSpan<Float>
  ) {
    precondition(a.count == output.count && b.count == output.count, "rows of different lengths")
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
          unsafe loop(out.baseAddress, a.baseAddress, b.baseAddress, out.count)
        }
      }
    }
  }
}
