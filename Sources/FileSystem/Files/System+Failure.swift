// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// The errno of a failed system call.
  package struct Failure: Error, Hashable {
    package let code: Int32

    /// Creates the failure with this errno.
    package init(code: Int32) { self.code = code }

    /// Creates the failure of the last system call of this thread.
    init() { code = cs_errno() }

    /// The reader closed the pipe.
    package static let readerGone = Failure(code: EPIPE)

    /// No space is left on the device.
    package static let full = Failure(code: ENOSPC)

    /// The file is a directory.
    package static let isDirectory = Failure(code: EISDIR)

    /// Whether the name to be created already exists.
    package var isTaken: Bool { code == EEXIST }

    /// Whether the file system or a system policy does not allow a hard link here.
    var hardLinksUnsupported: Bool {
      [EPERM, EACCES, ENOTSUP, EMLINK, ENOSYS].contains(code)
    }

    /// The system's message for the code, such as "read-only file system".
    package var reason: String {
      let text = unsafe String(cString: strerror(code))
      return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Returns why nothing could be created at `path`, naming the parent that is missing or is not a directory.
    package func reason(creating path: Path) -> String {
      var directory = path.directory
      switch code {
      case ENOENT:
        guard let status = try? FileStatus(directory), status.type == .directory else {
          return "the directory \(directory) does not exist; create it first"
        }
        return reason
      case ENOTDIR:
        while (try? FileStatus(directory)) == nil && directory.directory != directory {
          directory = directory.directory
        }
        return "\(directory) is not a directory"
      default: return reason
      }
    }
  }
}
