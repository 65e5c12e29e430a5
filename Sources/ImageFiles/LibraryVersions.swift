// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

/// The versions of the C libraries that this program runs with.
public enum LibraryVersions {
  /// libpng's version, such as "1.6.39".
  public static var png: String { unsafe String(cString: ic_png_version()) }

  /// The JPEG library and its version, such as "libjpeg-turbo 2.1.5".
  public static var jpeg: String { unsafe String(cString: ic_jpeg_version()) }
}
