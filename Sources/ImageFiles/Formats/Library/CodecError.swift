// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

extension FileError {
  /// Creates the error of a reader.
  init(reading error: ic_error, path: String) {
    self.init(error, path: path, damage: .unreadable)
  }

  /// Creates the error of a writer.
  ///
  /// Only a bug of ours can damage an output.
  init(writing error: ic_error, path: String) {
    let kind: Kind = error.status == IC_UNSUPPORTED ? .cannotCreate : .internalError
    self.init(error, path: path, damage: kind)
  }

  /// Creates the error of a failed write.
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
        .limit, path: path, reason: message, detail: .pixels(count: Int(error.pixels_needed)))
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
