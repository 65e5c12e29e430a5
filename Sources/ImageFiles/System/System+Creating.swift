// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension System.Failure {
  /// Returns why nothing could be created at `path`, naming the parent that is missing or is not a directory.
  package func reason(creating path: Path) -> String {
    var directory = path.directory
    switch code {
    case ENOENT:
      guard let kind = try? System.kind(of: directory), kind.isDirectory else {
        return "the directory \(directory) does not exist; create it first"
      }
      return reason
    case ENOTDIR:
      while (try? System.kind(of: directory)) == nil && directory.directory != directory {
        directory = directory.directory
      }
      return "\(directory) is not a directory"
    default: return reason
    }
  }
}

extension OutputFile {
  /// Returns why no output can be created at `path`; `nil` if nothing is known to prevent it.
  ///
  /// Nothing is created.
  package static func obstacle(to path: Path) -> String? {
    do throws(System.Failure) {
      _ = try checked(path)
      return nil
    } catch {
      return error.reason(creating: path)
    }
  }

  /// Returns the kind of the file at `path`, links followed, after checking that an output may replace it; `nil` if none exists.
  static func checked(_ path: Path) throws(System.Failure) -> System.Kind? {
    let existing = try System.kind(of: path)
    if existing?.isDirectory == true { throw System.isDirectory }
    if existing != nil { try System.checkWritable(path) }
    if existing?.isRegular != false {
      try System.checkWritable((System.realPath(path) ?? path).directory)
    }
    return existing
  }
}
