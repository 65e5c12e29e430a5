// SPDX-License-Identifier: Apache-2.0

/// Files as NumPy writes them, for tests that need one.
///
/// Source: NumPy's `numpy.lib.format`, version 1.0 of the format.
public enum NPYBytes {
  /// An array of float32 in C order.
  public static func array(_ values: [Float], shape: [Int]) -> [UInt8] {
    let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count % 256), UInt8(count / 256)]
      + Array(header.utf8)
      + values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xff) } }
  }
}
