// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

extension FileError {
  /// The error of a reader.
  init(reading error: ic_error, path: String) {
    self.init(error, path: path, damage: .unreadable)
  }

  /// The error of a writer.
  ///
  /// A damaged output can only be our own doing.
  init(writing error: ic_error, path: String) {
    let kind: Kind = error.status == IC_UNSUPPORTED ? .cannotCreate : .internalError
    self.init(error, path: path, damage: kind)
  }

  /// The error of a system call that wrote.
  init(writing failure: System.Failure, path: String) {
    self.init(
      failure == .readerGone ? .readerGone : .readWrite, path: path,
      reason: "writing failed: \(failure.reason)")
  }

  private init(_ error: ic_error, path: String, damage: Kind) {
    let message = unsafe withUnsafePointer(to: error) { pointer in
      unsafe String(cString: ic_error_message(pointer))
    }
    switch error.status {
    case IC_LIMIT where error.pixels_needed > 0:
      self.init(
        .limit, path: path,
        reason: message + "; raise it with --max-pixels \(error.pixels_needed)")
    case IC_LIMIT, IC_MEMORY:
      self.init(.limit, path: path, reason: message)
    case IC_IO:
      let failure = System.Failure(code: error.system_error)
      self.init(
        failure == .readerGone ? .readerGone : .readWrite, path: path,
        reason: "\(message): \(failure.reason)")
    case IC_MISUSE:
      self.init(.internalError, path: path, reason: message)
    default:
      self.init(damage, path: path, reason: message)
    }
  }
}
