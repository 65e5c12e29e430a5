// SPDX-License-Identifier: Apache-2.0

/// The names of temporary files: `.NAME.imgconv-PID-N.tmp`, where `NAME` is that of the finished file.
package enum TemporaryName {
  /// The maximum length of a file name, in bytes, on all common file systems.
  private static let maxLength = 255

  /// Returns the path of temporary file `number` of process `owner` for a destination, in the same directory.
  static func path(for destination: Path, owner: Int32, number: Int) -> Path {
    let (directory, name) = destination.parts
    let ending = ".imgconv-\(owner)-\(number).tmp"
    let beginning = cut(name, to: maxLength - 1 - ending.utf8.count)
    return Path(bytes: directory + [UInt8(ascii: ".")] + beginning + ending.utf8)
  }

  /// Returns the process that created a temporary file of this name; `nil` if the name is not ours.
  ///
  /// A temporary file of a process that has ended may be removed.
  package static func owner(of name: String) -> Int32? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let parts = name.dropLast(".tmp".count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return nil }
    let fields = last.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 3, fields[0] == "imgconv", Int(fields[2]) != nil else { return nil }
    return Int32(fields[1])
  }

  /// Returns the longest prefix of whole characters that fits in `bytes`.
  private static func cut(_ name: ArraySlice<UInt8>, to bytes: Int) -> ArraySlice<UInt8> {
    guard name.count > bytes else { return name }
    let isContinuation = { (byte: UInt8) in byte & 0xc0 == 0x80 }
    var end = name.startIndex + bytes
    while end > name.startIndex && isContinuation(name[end]) { end -= 1 }
    // A name that is not UTF-8 may be cut anywhere.
    return end + 4 > name.startIndex + bytes ? name[..<end] : name.prefix(bytes)
  }
}
