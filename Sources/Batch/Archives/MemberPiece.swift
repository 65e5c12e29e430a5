// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A member that is ready to be written.
struct MemberPiece: Sendable {
  /// What becomes of the member.
  enum Body: Sendable {
    /// It is copied with these contents.
    case copy([UInt8])
    /// It is an image whose result has this name and these contents.
    case converted(name: [UInt8], ConversionResult, [UInt8])
    case failed(FileError)
  }

  let entry: TarEntry
  let body: Body
  var duration = Duration.zero

  var isCopy: Bool { if case .copy = body { true } else { false } }

  /// The approximate number of bytes that are held until it is written.
  var bytesHeld: Int {
    switch body {
    case .copy(let contents): contents.count + 2 * TarHeader.size
    case .converted(_, _, let contents): contents.count
    case .failed: 0
    }
  }
}
