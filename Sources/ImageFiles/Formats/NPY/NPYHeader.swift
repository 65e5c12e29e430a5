// SPDX-License-Identifier: Apache-2.0

/// The header of an NPY file: the type and the shape of its numbers, in C order.
///
/// A file consists of the magic, the version (2 bytes), the length of the header (2 bytes
/// little-endian, from version 2.0 on 4), the header, and the numbers.  The header is a dictionary
/// in Python's syntax.
///
/// Source: the documentation of numpy.lib.format.
struct NPYHeader: Hashable {
  /// The first bytes of every NPY file.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The maximum size of a header in bytes: what version 1.0 can hold.
  static let longest = 65535
  /// The alignment, in bytes, of the first number in NumPy's files.
  private static let alignment = 64

  let type: NPYType
  /// The sizes of the axes; the last one varies fastest.
  let shape: [Int]

  /// Formats a tuple as Python does.
  static func tuple(_ numbers: [Int]) -> String {
    let list = numbers.map { "\($0)" }.joined(separator: ", ")
    return numbers.count == 1 ? "(\(list),)" : "(\(list))"
  }

  /// The bytes before the numbers in version 1.0, as NumPy writes them for an image or a batch.
  ///
  /// NumPy reserves room for 21 digits of the first axis before it pads; for 3 or 4 axes within the
  /// limits of images the result is 128 bytes with or without that room.
  var bytes: [UInt8] {
    let tuple = NPYHeader.tuple(shape)
    var text = "{'descr': '\(type.rawValue)', 'fortran_order': False, 'shape': \(tuple), }"
    // The magic, the version, the length, and a line break at the end.
    let used = NPYHeader.magic.count + 2 + 2 + text.utf8.count + 1
    text += String(repeating: " ", count: NPYHeader.alignment - used % NPYHeader.alignment) + "\n"
    let length = UInt16(text.utf8.count)
    return NPYHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }
}

extension NPYHeader {
  /// Reads a header, from the byte after the magic, and nothing after the header.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  init(_ file: InputFile) throws(FileError) {
    func take(_ count: Int) throws(FileError) -> [UInt8] {
      let bytes = try file.take(count)
      if bytes.count < count { throw FileError(.truncatedHeader, path: file.path) }
      return bytes
    }
    let version = try take(2)
    if !(1...3).contains(version[0]) || version[1] != 0 {
      throw FileError(.version(major: version[0], minor: version[1]), path: file.path)
    }
    let length = try take(version[0] == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
    if length > NPYHeader.longest {
      throw FileError(.headerTooLong(bytes: length), path: file.path)
    }
    var parser = NPYHeaderParser(try take(length))
    do {
      self = try parser.header()
    } catch {
      throw FileError(error, path: file.path)
    }
  }
}
