// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The elementary functions the drawings need, for `Float`, from the platform's C library.
enum Math {
  static func sin(_ x: Float) -> Float { sinf(x) }
  static func cos(_ x: Float) -> Float { cosf(x) }
  static func exp(_ x: Float) -> Float { expf(x) }
  static func log(_ x: Float) -> Float { logf(x) }
  static func pow(_ x: Float, _ y: Float) -> Float { powf(x, y) }
  static func atan2(_ y: Float, _ x: Float) -> Float { atan2f(y, x) }
}

/// Ends the program with exit code 1 after one line on standard error.
func stop(_ message: String) -> Never {
  let line = Array("draw-samples: \(message)\n".utf8)
  _ = unsafe write(2, line, line.count)
  exit(1)
}
