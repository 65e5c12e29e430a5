// SPDX-License-Identifier: Apache-2.0

/// An output that is written atomically: it appears whole or not at all.
///
/// The bytes go to a hidden, locked temporary file in the destination's directory,
/// `.NAME.imgconv-PID-N.tmp`; `commit()` flushes it to the device and renames it.
/// Without a commit it is removed with the last reference.  Links are followed: their target is replaced.
/// Standard output, pipes and devices are written directly.
public final class OutputFile {
  /// The name in messages.
  public let path: String
  /// The descriptor to write to.
  public let descriptor: Int32
  /// The file to be replaced atomically; `nil` for standard output.
  private let file: AtomicFile?

  /// Creates the temporary file, with the permissions of the file that it will replace, if any.
  ///
  /// - Precondition: the output is not in memory.
  /// - Throws: `.cannotCreate`.
  public convenience init(_ output: Output) throws(FileError) {
    try self.init(output, temporaries: Temporaries())
  }

  /// Creates the temporary file as one of `temporaries`.
  ///
  /// - Precondition: the output is not in memory.
  /// - Throws: `.cannotCreate`.
  package init(_ output: Output, temporaries: Temporaries) throws(FileError) {
    path = output.name
    switch output {
    case .standardOutput:
      descriptor = 1
      file = nil
    case .path(let path):
      do throws(AtomicFile.CreationFailure) {
        let file = try AtomicFile(path, temporaries: temporaries)
        descriptor = file.descriptor
        self.file = file
      } catch {
        throw FileError(.cannotCreate, path: path.text, reason: error.reason)
      }
    case .memory: preconditionFailure("an output in memory is not a file")
    }
  }

  /// The canonical path of the finished file; `nil` for a pipe or a device.
  var destination: Path? { file?.destination }

  /// Whether `descriptor` is that of a new regular file, which may be written at any offset.
  var isSeekable: Bool { destination != nil }

  /// Appends bytes to the output.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    do throws(System.Failure) {
      try unsafe System.write(descriptor, bytes.span.bytes)
    } catch {
      throw FileError(writing: error, path: path)
    }
  }

  /// Moves the finished file to its destination.
  ///
  /// Call it once, after all bytes have been written to `descriptor`.
  ///
  /// - Parameters:
  ///   - replaces: whether an existing file is replaced.
  ///   - isFlushed: whether the bytes are on the device before the file gets its name, so that a power failure leaves
  ///     the old file or the new one.
  /// - Throws: `.readWrite` (the device is full or broken), `.cannotCreate` (the name cannot be used,
  ///   or is taken); then the temporary file is removed.
  public func commit(replaces: Bool = true, isFlushed: Bool = true) throws(FileError) {
    do throws(AtomicFile.CommitFailure) {
      try file?.commit(replaces: replaces, isFlushed: isFlushed)
    } catch {
      switch error {
      case .writing(let failure): throw FileError(writing: failure, path: path)
      case .naming(let failure):
        if failure.isTaken { throw FileError(existing: path) }
        throw FileError(.cannotCreate, path: path, reason: failure.reason)
      }
    }
  }

  /// Returns the size and the checksum of all bytes so far, read back from the system; `nil` unless
  /// this is a new regular file.
  ///
  /// - Throws: `.readWrite`.
  package func written() throws(FileError) -> WrittenFile? {
    guard isSeekable else { return nil }
    do throws(System.Failure) {
      return try WrittenFile(of: descriptor)
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading back failed: \(error.reason)")
    }
  }

  /// Sets the modification time of a new regular file, in nanoseconds since 1970-01-01, if the file
  /// system allows it.
  package func setModified(_ time: Int) { file?.setModified(time) }

  /// Closes and removes the temporary file.
  ///
  /// Does nothing after `commit()`.
  public func discard() { file?.discard() }
}
