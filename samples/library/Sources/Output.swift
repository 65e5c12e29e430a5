// SPDX-License-Identifier: Apache-2.0

import Filters

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Prints the first channel in sixteenths.
func show(_ name: String, _ image: Image) {
  print("\(name), in sixteenths:")
  for y in 0..<image.shape.height {
    let numbers = (0..<image.shape.width).map { x in
      let text = "\(Int((image[0, y, x] * 16).rounded()))"
      return String(repeating: " ", count: max(0, 4 - text.count)) + text
    }
    print(numbers.joined())
  }
}

/// Ends the program with exit code 1 unless both numbers are equal.
func expect(_ sample: Float, _ wanted: Float, _ what: String) {
  if sample == wanted { return }
  print("wrong: \(what) is \(sample), not \(wanted)")
  exit(1)
}
