// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

/// The versions of the C libraries in use.
public enum LibraryVersions {
  /// libpng's version, such as "1.6.39".
  public static var png: String { unsafe String(cString: ic_png_version()) }

  /// The version of ISA-L that inflates PNG files, such as "2.30.0"; `nil` if our own code does.
  public static var isal: String? {
    guard let version = unsafe ic_isal_version() else { return nil }
    return unsafe String(cString: version)
  }

  /// All libraries with their versions.
  public static var all: [String] {
    ["libpng \(png)", jpeg] + (isal.map { ["ISA-L \($0)"] } ?? [])
  }

  /// The JPEG library and its version, such as "libjpeg-turbo 2.1.5".
  public static var jpeg: String { unsafe String(cString: ic_jpeg_version()) }
}
