// SPDX-License-Identifier: Apache-2.0

/// Why an NPY file cannot be read.
enum NPYFault: Error, Hashable {
  /// Nothing stands there to be read.
  case emptyFile
  /// The first bytes are not NPY's.
  case noMagic
  /// The file ends within its header.
  case headerEndsEarly
  /// A version of the format that we do not know.
  case version(major: UInt8, minor: UInt8)
  /// A header of more bytes than we read.
  case headerTooLong(bytes: Int)
  /// What NumPy would not write, at a byte of the dictionary.
  case malformed(at: Int)
  /// A key that each header has.
  case missing(key: String)
  /// A key that stands there twice.
  case repeated(key: String)
  /// A key that no header has.
  case unknown(key: String)
  /// The first index runs fastest.
  case fortranOrder
  /// Numbers of the other byte order.
  case bigEndian(type: String)
  /// Pickled objects of Python.
  case objects
  /// Several fields a number.
  case structured
  /// A type of number that is not read.
  case type(String)
  /// Integers, where weights are wanted.
  case integers(type: String)
  /// A size with a minus sign.
  case negativeSize
  /// A size that no integer of 64 bits holds.
  case sizeTooLarge
  /// An axis of size 0.
  case noNumbers(shape: [Int])
  /// Another number of axes than an image has.
  case imageAxes(shape: [Int])
  /// Another number of axes than weights have.
  case weightAxes(shape: [Int])
  /// Fewer bytes of data than the shape asks for.
  case dataEndsEarly(bytes: Int, needed: Int)
  /// More of them.
  case surplus
  /// A weight that is no number, or that float32 cannot hold.
  case notFinite(value: String, index: [Int])
}

extension NPYFault: CustomStringConvertible {
  /// The reason and what helps, without a full stop.
  var description: String {
    switch self {
    case .emptyFile: "the file is empty"
    case .noMagic: "is no NPY file; write one with numpy.save"
    case .objects: "NPY: Python objects are not read; save numbers, a.astype('<f4')"
    case .structured: "NPY: records of several fields are not read; save one field"
    case .bigEndian(let type): "NPY: big-endian numbers ('\(type)'); save a.astype('<f4')"
    case .type(let type): "NPY: numbers of type '\(type)' are not read; save a.astype('<f4')"
    case .integers(let type): "NPY: weights are floats, not '\(type)'; save a.astype('<f4')"
    case .fortranOrder: "NPY: Fortran order; save numpy.ascontiguousarray(a)"
    case .noNumbers(let shape): "NPY: the shape \(text(shape)) has no numbers"
    case .imageAxes(let shape): "NPY: the shape \(text(shape)) \(imageHelp(shape.count))"
    case .weightAxes(let shape): "NPY: the shape \(text(shape)) is not one of 1 to 4 axes"
    case .dataEndsEarly(let bytes, let needed):
      "NPY: the data ends early: \(bytes) of \(needed) bytes"
    case .surplus: "NPY: the file goes on behind the data"
    case .notFinite(let value, let index):
      "NPY: the value at \(text(index)) is \(value); weights are finite, in the range of float32"
    default: "NPY: " + headerReason
    }
  }

  /// What is wrong with the header's form.
  private var headerReason: String {
    switch self {
    case .headerEndsEarly: "the data ends early"
    case .version(let major, let minor):
      "version \(major).\(minor) is not read, only 1.0, 2.0 and 3.0"
    case .headerTooLong(let bytes):
      "a header of \(bytes) bytes, the limit is \(NPYHeader.longest)"
    case .missing(let key): "the header lacks '\(key)'"
    case .repeated(let key): "the header has '\(key)' twice"
    case .unknown(let key): "the header has an unknown key '\(key)'"
    case .negativeSize: "a size of the shape is negative"
    case .sizeTooLarge: "a size of the shape is over \(Int.max)"
    case .malformed(let place): "the header is damaged at its byte \(place)"
    default: "the header is damaged"
    }
  }

  private func text(_ numbers: [Int]) -> String { NPYHeader.tuple(numbers) }

  private func imageHelp(_ axes: Int) -> String {
    let kinds = "is neither (C, H, W) nor (H, W)"
    return axes > 3 ? kinds + "; save one image, such as a[0]" : kinds + "; save a.reshape(H, W)"
  }
}

extension FileError {
  /// The error of a file at `path` that is not what it should be.
  init(_ fault: NPYFault, path: String) {
    self.init(.unreadable, path: path, reason: fault.description)
  }
}
