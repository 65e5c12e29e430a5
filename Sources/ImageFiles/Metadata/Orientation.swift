// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// How the stored image is to be turned for a viewer, EXIF's tag 0x0112: 1 (as it is) to 8.
  ///
  /// 1 if there is no EXIF, no such tag, or a value outside 1 to 8.
  public var orientation: Int {
    guard let exif, let value = TIFFNumbers(exif)?.orientation, (1...8).contains(value) else {
      return 1
    }
    return value
  }
}
