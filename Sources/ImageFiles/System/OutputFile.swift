// SPDX-License-Identifier: Apache-2.0

private import Synchronization

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
  /// Whether `descriptor` is that of a new regular file, which may be written at any offset.
  var isSeekable: Bool { staged != nil }
  /// The canonical path of the finished file; `nil` for a pipe or a device.
  var destination: Path? { staged?.destination }
  private let staged: Staged?
  private let isOwned: Bool
  private var isOpen = true

  /// A temporary file and its final path.
  private struct Staged {
    let temporary: Path
    let destination: Path
  }

  /// Creates the temporary file, with the permissions of the file that it will replace, if any.
  ///
  /// - Precondition: the output is not in memory.
  /// - Throws: `.cannotCreate`.
  public init(_ output: Output) throws(FileError) {
    path = output.name
    switch output {
    case .standardOutput:
      descriptor = 1
      staged = nil
      isOwned = false
    case .path(let path):
      do throws(CreationFailure) {
        (descriptor, staged) = try OutputFile.open(path)
      } catch {
        throw FileError(.cannotCreate, path: path.text, reason: error.reason)
      }
      isOwned = true
    case .memory: preconditionFailure("an output in memory is not a file")
    }
  }

  deinit {
    discard()
  }

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
  /// - Parameter replaces: whether an existing file is replaced.
  /// - Throws: `.readWrite` (the device is full or broken), `.cannotCreate` (the name cannot be used,
  ///   or is taken); then the temporary file is removed.
  public func commit(replaces: Bool = true) throws(FileError) {
    guard isOpen else { return }
    defer { discard() }
    guard isOwned else {
      isOpen = false
      return
    }
    var lock: Int32?
    defer { if let lock { try? System.close(lock) } }
    do throws(System.Failure) {
      if staged != nil {
        try System.flush(descriptor)
        // A second descriptor keeps the lock until the file has its name.
        lock = try System.duplicate(descriptor)
      }
      isOpen = false
      try System.close(descriptor)
    } catch {
      removeTemporary()
      throw FileError(writing: error, path: path)
    }
    guard let staged else { return }
    do {
      try Temporaries.rename(staged.temporary, to: staged.destination, replaces: replaces)
    } catch {
      let reason = error.isTaken ? FileError.alreadyExists : error.reason
      throw FileError(.cannotCreate, path: path, reason: reason)
    }
  }

  /// Returns the size and the checksum of all bytes so far, read back from the system; `nil` unless
  /// this is a new regular file.
  ///
  /// - Throws: `.readWrite`.
  func written() throws(FileError) -> WrittenFile? {
    guard staged != nil else { return nil }
    do throws(System.Failure) {
      return try WrittenFile(of: descriptor)
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading back failed: \(error.reason)")
    }
  }

  /// Sets the modification time of a new regular file, in nanoseconds since 1970-01-01, if the file
  /// system allows it.
  func setModified(_ time: Int) {
    if staged != nil { System.setModified(time, of: descriptor) }
  }

  /// Closes and removes the temporary file.
  ///
  /// Does nothing after `commit()`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    if isOwned { try? System.close(descriptor) }
    removeTemporary()
  }

  private func removeTemporary() {
    if let staged { Temporaries.remove(staged.temporary) }
  }
}

/// The reason why an output cannot be created.
private struct CreationFailure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension OutputFile {
  /// The max length of a file name, in bytes, on all common file systems.
  private static let maxNameLength = 255
  private static let counter = Atomic<Int>(0)

  /// Returns the process that created a temporary file of this name; `nil` if the name is not ours.
  ///
  /// A temporary file of a process that has ended may be removed.
  public static func owner(ofTemporary name: String) -> Int32? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let parts = name.dropLast(".tmp".count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return nil }
    let fields = last.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 3, fields[0] == "imgconv", Int(fields[2]) != nil else { return nil }
    return Int32(fields[1])
  }

  private static func open(_ path: Path) throws(CreationFailure) -> (Int32, Staged?) {
    if path.isEmpty { throw CreationFailure("the name is empty") }
    if path.bytes.contains(0) { throw CreationFailure("the name contains a NUL") }
    do throws(System.Failure) {
      let existing = try checked(path)
      if let existing, !existing.isRegular { return (try System.openForWriting(path), nil) }
      let (descriptor, staged) = try stage(System.realPath(path) ?? path)
      if let existing { System.setMode(existing.mode, of: descriptor) }
      return (descriptor, staged)
    } catch {
      throw CreationFailure(error.reason(creating: path))
    }
  }

  private static func stage(_ destination: Path) throws(System.Failure) -> (Int32, Staged) {
    let (directory, name) = destination.parts
    while true {
      let number = counter.add(1, ordering: .relaxed).newValue
      let ending = ".imgconv-\(System.processIdentifier)-\(number).tmp"
      let beginning = cut(name, to: maxNameLength - 1 - ending.utf8.count)
      let temporary = Path(bytes: directory + [UInt8(ascii: ".")] + beginning + ending.utf8)
      if let descriptor = try Temporaries.create(temporary) {
        return (descriptor, Staged(temporary: temporary, destination: destination))
      }
    }
  }

  /// Returns the longest prefix of whole characters that fits in `bytes`.
  private static func cut(_ name: ArraySlice<UInt8>, to bytes: Int) -> ArraySlice<UInt8> {
    guard name.count > bytes else { return name }
    let isContinuation = { (byte: UInt8) in byte & 0xc0 == 0x80 }
    var end = name.startIndex + bytes
    while end > name.startIndex && isContinuation(name[end]) { end -= 1 }
    // A name that is not UTF-8 may be cut anywhere.
    return end + 4 > name.startIndex + bytes ? name[..<end] : name.prefix(bytes)
  }
}
