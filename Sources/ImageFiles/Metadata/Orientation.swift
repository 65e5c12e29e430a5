// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// The orientation in which to show the stored image, EXIF's tag 0x0112: 1 (as stored) to 8.
  ///
  /// 1 if there is no EXIF, no such tag, or a value outside 1 to 8.
  public var orientation: Int {
    guard let exif, let value = TIFFNumbers(exif)?.orientation, (1...8).contains(value) else {
      return 1
    }
    return value
  }
}
