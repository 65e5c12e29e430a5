// SPDX-License-Identifier: Apache-2.0

public import Filters

/// An error of reading or writing a file: a one-line message, its kind for the exit code, and the numbers behind it.
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

  /// The cause of an error that a caller may answer, such as by another limit.
  public enum Detail: Hashable, Sendable {
    /// The image has more pixels than `ReadLimits.maxPixels`.
    case pixels(count: Int)
    /// The conversion needs more bytes than the whole `MemoryBudget`.
    case memory(needed: Int, limit: Int)
    /// The system did not provide memory.
    case outOfMemory(bytes: Int)
    /// The conversion took longer than `Conversion.timeout`.
    case timeout(Duration)
    /// The output exists, and existing files are kept.
    case exists
    /// The output is the input itself.
    case isInput
    /// Replacing the input would lose pictures that it holds besides the first.
    case extraPictures
    /// The name of the output ends in the extension of a format that cannot be written.
    case unknownExtension
    /// The format has at most `limit` bits per sample, fewer than requested; another format has as many.
    case bitDepth(limit: Int, alternative: FileFormat)
    /// A report whose last run was not finished.
    case unfinishedRun
    /// The filter does not fit the image.
    case filter(FilterError)
  }

  /// The category of the error.
  public let kind: Kind
  /// The file as the user named it; "standard input" and "standard output" for `-`.
  public let path: String
  /// The reason, without a final period.
  public let reason: String
  /// The cause, if a caller may answer it.
  public let detail: Detail?

  /// Creates an error about the file at `path`.
  public init(_ kind: Kind, path: String, reason: String, detail: Detail? = nil) {
    self.kind = kind
    self.path = path
    self.reason = reason
    self.detail = detail
  }
}

extension FileError {
  /// Creates the error of a filter that does not fit the image at `path`.
  init(_ error: FilterError, path: String) {
    self.init(.unreadable, path: path, reason: "\(error)", detail: .filter(error))
  }
}

extension FileError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  public var description: String { "\(path): \(reason)" }
}

extension FileError {
  /// Creates the error of an output that exists and may not be replaced.
  package init(existing path: String) {
    self.init(.cannotCreate, path: path, reason: "already exists", detail: .exists)
  }

  /// Creates the error of a conversion that ran out of memory.
  package init(_ error: OutOfMemory, path: String) {
    self.init(
      .limit, path: path, reason: "\(error)", detail: .outOfMemory(bytes: error.bytes))
  }

  /// Creates an error from that of a source: its cause if that is a `FileError`, else an error
  /// about the file at `path`.
  package init(of error: RowError, path: String) {
    switch error.cause {
    case let cause as FileError: self = cause
    case let cause as OutOfMemory: self.init(cause, path: path)
    default: self.init(.internalError, path: path, reason: "\(error.cause)")
    }
  }
}
