// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal of standard error, if it is one.
enum Terminal {
  /// Whether standard error is a terminal on which a line can be redrawn.
  static let takesLines = isTerminal(2) && ![nil, "", "dumb"].contains(variable("TERM"))

  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether the process may draw on the terminal: background jobs should not.
  static var isForeground: Bool {
    let group = tcgetpgrp(2)
    // A terminal that does not control the process has no job control.
    return group < 0 || group == getpgrp()
  }

  /// The current number of columns; 80 if it cannot be determined.
  static var width: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Whether the locale's character encoding is UTF-8.
  static let isUnicode = {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
    return ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
  }()

  /// Whether messages are colored unless an option says otherwise.
  ///
  /// Source: no-color.org.
  static let wantsColor = takesLines && [nil, ""].contains(variable("NO_COLOR"))

  /// Returns the value of an environment variable.
  private static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
