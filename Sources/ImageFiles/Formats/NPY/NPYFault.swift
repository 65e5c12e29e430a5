// SPDX-License-Identifier: Apache-2.0

/// The reason why an NPY file cannot be read.
enum NPYFault: Error, Hashable {
  /// The file is empty.
  case emptyFile
  /// The file does not start with NPY's magic bytes.
  case noMagic
  /// The header is truncated.
  case truncatedHeader
  /// An unknown version of the format.
  case version(major: UInt8, minor: UInt8)
  /// A header that exceeds the maximum size.
  case headerTooLong(bytes: Int)
  /// Syntax that NumPy would not write, at a byte of the dictionary.
  case malformed(at: Int)
  /// A required key is missing.
  case missing(key: String)
  /// A key occurs twice.
  case repeated(key: String)
  /// An unknown key.
  case unknown(key: String)
  /// Fortran order: the first index varies fastest.
  case fortranOrder
  /// Big-endian numbers.
  case bigEndian(type: String)
  /// Pickled Python objects.
  case objects
  /// Records of several fields.
  case structured
  /// An unsupported type of number.
  case type(String)
  /// Integers in place of weights.
  case integers(type: String)
  /// A negative size.
  case negativeSize
  /// A size that does not fit in an integer of 64 bits.
  case sizeTooLarge
  /// An axis of size 0.
  case noNumbers(shape: [Int])
  /// A number of axes that an image cannot have.
  case imageAxes(shape: [Int])
  /// A number of axes that weights cannot have.
  case weightAxes(shape: [Int])
  /// Truncated data: fewer bytes than the shape requires.
  case truncatedData(bytes: Int, needed: Int)
  /// Trailing data after the array.
  case trailingData
  /// A weight that is NaN or infinite, or that float32 cannot hold.
  case notFinite(value: String, index: [Int])
}

extension NPYFault: CustomStringConvertible {
  /// The reason and the remedy, without a final period.
  var description: String {
    switch self {
    case .emptyFile: "the file is empty"
    case .noMagic: "is not an NPY file; write one with numpy.save"
    case .objects: "NPY: Python objects are not read; save numbers, a.astype('<f4')"
    case .structured: "NPY: records of several fields are not read; save one field"
    case .bigEndian(let type): "NPY: big-endian numbers ('\(type)'); save a.astype('<f4')"
    case .type(let type): "NPY: numbers of type '\(type)' are not read; save a.astype('<f4')"
    case .integers(let type): "NPY: weights are floats, not '\(type)'; save a.astype('<f4')"
    case .fortranOrder: "NPY: Fortran order; save numpy.ascontiguousarray(a)"
    case .noNumbers(let shape): "NPY: the shape \(text(shape)) has no numbers"
    case .imageAxes(let shape): "NPY: the shape \(text(shape)) \(imageHelp(shape.count))"
    case .weightAxes(let shape): "NPY: the shape \(text(shape)) is not one of 1 to 4 axes"
    case .truncatedData(let bytes, let needed):
      "NPY: truncated data: \(bytes) of \(needed) bytes"
    case .trailingData: "NPY: trailing data after the array"
    case .notFinite(let value, let index):
      "NPY: the value at \(text(index)) is \(value); weights are finite, in the range of float32"
    case .truncatedHeader: "NPY: truncated data"
    case .version(let major, let minor):
      "NPY: version \(major).\(minor) is not read, only 1.0, 2.0 and 3.0"
    case .headerTooLong(let bytes):
      "NPY: a header of \(bytes) bytes, the limit is \(NPYHeader.longest)"
    case .missing(let key): "NPY: the header lacks '\(key)'"
    case .repeated(let key): "NPY: the header has '\(key)' twice"
    case .unknown(let key): "NPY: the header has an unknown key '\(key)'"
    case .negativeSize: "NPY: a size of the shape is negative"
    case .sizeTooLarge: "NPY: a size of the shape is over \(Int.max)"
    case .malformed(let place): "NPY: the header is damaged at its byte \(place)"
    }
  }

  private func text(_ numbers: [Int]) -> String { NPYHeader.tuple(numbers) }

  private func imageHelp(_ axes: Int) -> String {
    "is not (N, C, H, W), (C, H, W) or (H, W); save "
      + (axes > 4 ? "one batch, such as a[0]" : "a.reshape(H, W)")
  }
}

extension FileError {
  /// Creates the error of a file at `path` that has this fault.
  init(_ fault: NPYFault, path: String) {
    self.init(.unreadable, path: path, reason: fault.description)
  }
}
