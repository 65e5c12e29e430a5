// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal that standard error may be.
enum Terminal {
  /// Whether standard error is a terminal on which a line can be drawn anew.
  static let takesLines = isTerminal(2) && ![nil, "", "dumb"].contains(variable("TERM"))

  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether the process may draw on the terminal: jobs in the background should not.
  static var isForeground: Bool {
    let group = tcgetpgrp(2)
    // A terminal that does not control the process has no jobs.
    return group < 0 || group == getpgrp()
  }

  /// The columns at this moment; 80 if the terminal does not tell.
  static var width: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Whether the locale's characters are UTF-8.
  static let isUnicode = {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
    return ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
  }()

  /// Whether messages are coloured unless an option says otherwise.
  ///
  /// Source: no-color.org.
  static let wantsColor = takesLines && [nil, ""].contains(variable("NO_COLOR"))

  /// An environment variable.
  private static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
