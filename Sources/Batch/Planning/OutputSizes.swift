// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import ImageFiles
private import Locking

/// The size of an output in pixels, in 8 bytes.
struct OutputSize: Sendable {
  let width: UInt32
  let height: UInt32

  /// The size of an output that is not known yet.
  static let unknown = OutputSize(width: 0, height: 0)
}

/// The sizes of all outputs of a plan, from the headers of its inputs.
struct OutputSizes {
  /// A size for each file; that of a file with an error is unknown.
  private(set) var sizes: [OutputSize] = []
  /// The errors of files whose outputs have no size, by their indices.
  private(set) var errors: [Int: FileError] = [:]

  /// Creates an empty list.
  init() {}

  /// Reads the header of every file, in as many threads as there are processors.
  ///
  /// - Parameter naming: names outputs of unknown size; their extensions determine the formats.
  init(_ files: FoundFiles, naming: JobList.Naming, _ conversion: Conversion) {
    let known = Locked(
      (sizes: [OutputSize](repeating: .unknown, count: files.count), errors: errors))
    Workers.run(count: files.count, threads: System.processors) { index in
      let file = files[index]
      // A file without a name is refused later.
      guard let output = naming.output(of: file, at: index) else { return }
      do throws(FileError) {
        let shape = try conversion.preview(.path(file.path), to: .path(output)).output
        let size = OutputSize(
          width: UInt32(clamping: shape.width), height: UInt32(clamping: shape.height))
        known.withLock { $0.sizes[index] = size }
      } catch {
        // The output's name is not known, so an error about it is one about the input.
        let own = FileError(
          error.kind, path: file.path.text, reason: error.reason, detail: error.detail)
        known.withLock { $0.errors[index] = own }
      }
    }
    (sizes, errors) = known.withLock { $0 }
  }
}
