// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Where an encoder sends its bytes: a file or memory.
///
/// Either way they appear whole, by `commit(_:)`, or not at all; except that standard output, pipes and devices receive
/// them at once.
enum Destination {
  case file(OutputFile)
  case memory(MemoryOutput)

  /// Creates the destination that an output names; a temporary file is one of `temporaries`.
  ///
  /// - Throws: `.cannotCreate`.
  init(_ output: Output, temporaries: Temporaries = Temporaries()) throws(FileError) {
    switch output {
    case .memory(let memory): self = .memory(memory)
    case .path, .standardOutput: self = .file(try OutputFile(output, temporaries: temporaries))
    }
  }

  /// The name in messages.
  var path: String {
    switch self {
    case .file(let file): file.path
    case .memory(let memory): memory.name
    }
  }

  /// Whether bytes may be written at any offset.
  var isSeekable: Bool {
    switch self {
    case .file(let file): file.isSeekable
    case .memory: true
    }
  }

  /// Writes bytes after those written before, or at `offset`.
  ///
  /// - Throws: `.readWrite`, `.readerGone`; `.limit` if there is no memory for more.
  func write(_ bytes: RawSpan, at offset: Int? = nil) throws(FileError) {
    switch self {
    case .file(let file):
      do {
        try System.write(file.descriptor, bytes, at: offset)
      } catch {
        throw FileError(writing: error, path: path)
      }
    case .memory(let memory):
      do throws(OutOfMemory) {
        try memory.write(bytes, at: offset)
      } catch {
        throw FileError(error, path: path)
      }
    }
  }

  /// Returns the size and the checksum of all bytes so far; `nil` for a pipe or a device.
  ///
  /// - Throws: `.readWrite`.
  func written() throws(FileError) -> WrittenFile? {
    switch self {
    case .file(let file): try file.written()
    case .memory(let memory): memory.written()
    }
  }

  /// Sets the modification time of a new regular file, in nanoseconds since 1970-01-01.
  func setModified(_ time: Int) {
    if case .file(let file) = self { file.setModified(time) }
  }

  /// Makes the finished output appear.
  ///
  /// - Parameter isFlushed: whether a file's bytes are on the device before.
  /// - Throws: as `OutputFile.commit(_:)`.
  func commit(_ replacing: Replacing = .output, isFlushed: Bool = true) throws(FileError) {
    switch self {
    case .file(let file): try file.commit(replacing, isFlushed: isFlushed)
    case .memory(let memory): memory.commit()
    }
  }
}
