// SPDX-License-Identifier: Apache-2.0

public import Filters

/// An error of reading or writing a file: a one-line message, and its kind for the exit code.
public struct FileError: Error, Hashable, Sendable {
  /// The category of the error.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// The input cannot be opened, is empty or damaged, or is not a supported image.
    case unreadable
    /// The output cannot be created, or its format cannot hold the image.
    case cannotCreate
    /// Reading or writing failed midway: a full disk, a broken pipe, a device error.
    case readWrite
    /// The image exceeds a limit of the user, the format or the memory.
    case limit
    /// The reader closed the pipe (`EPIPE`).
    case readerGone
    /// The run was canceled while the file was being processed.
    case interrupted
    /// A bug in imgconv.
    case internalError
  }

  /// The category of the error.
  public let kind: Kind
  /// The file as the user named it; "standard input" and "standard output" for `-`.
  public let path: String
  /// The reason and the remedy, without a final period.
  public let reason: String
  /// The error of a filter that does not fit the image; `nil` for other errors.
  public private(set) var filterError: FilterError?

  /// Creates an error about the file at `path`.
  public init(_ kind: Kind, path: String, reason: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
  }
}

extension FileError {
  /// Creates the error of a filter that does not fit the image at `path`.
  init(_ error: FilterError, path: String) {
    self.init(.unreadable, path: path, reason: "\(error)")
    filterError = error
  }
}

extension FileError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  public var description: String { "\(path): \(reason)" }
}

extension FileError {
  /// Creates the error of a conversion that ran out of memory.
  init(_ error: OutOfMemory, path: String) {
    self.init(
      .limit, path: path,
      reason: "\(error); filter fewer images at once with --jobs, or set a limit with --memory, "
        + "below which images wait for each other")
  }

  /// Creates an error from that of a source: its cause if that is a `FileError`, else an error
  /// about the file at `path`.
  init(of error: RowError, path: String) {
    switch error.cause {
    case let cause as FileError: self = cause
    case let cause as OutOfMemory: self.init(cause, path: path)
    default: self.init(.internalError, path: path, reason: "\(error.cause)")
    }
  }
}

extension FileError {
  /// The reason for not replacing an existing output.
  package static let alreadyExists = "exists already, and --no-clobber keeps it"
}
