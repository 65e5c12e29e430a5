// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Folder {
  /// The names of the temporary files in a folder, ours by their form; none if it cannot be read.
  static func names(_ path: Path) -> [[UInt8]] {
    guard let folder = unsafe opendir(path.terminated) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(folder) {
      guard let start = unsafe UnsafeRawPointer(entry.pointer(to: \.d_name)) else { continue }
      let characters = unsafe start.assumingMemoryBound(to: CChar.self)
      guard unsafe characters.pointee == CChar(UInt8(ascii: ".")) else { continue }
      let name = unsafe String(cString: characters)
      if OutputFile.owner(ofTemporary: name) != nil {
        names.append(unsafe characters.bytes)
      }
    }
    return names
  }

  /// Waits until the names in a folder are on the device.
  static func flush(_ path: Path) { System.flushFolder(path) }
}

extension UnsafePointer<CChar> {
  /// The bytes in front of the NUL.
  fileprivate var bytes: [UInt8] {
    unsafe UnsafeBufferPointer(start: self, count: strlen(self)).map { UInt8(bitPattern: $0) }
  }
}
