// SPDX-License-Identifier: Apache-2.0

public import Filters

extension Image {
  /// Reads the samples of a whole file of any supported format.
  ///
  /// ```swift
  /// let photo = try Image(contentsOf: "photo.jpg")
  /// let edges = try Filter.edge(Edge()).applied(to: photo)
  /// try edges.write(to: "edges.png")
  /// ```
  ///
  /// `ImageFile` also tells whether the last channel is alpha, and keeps the metadata.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public init(contentsOf path: String, limits: ReadLimits = ReadLimits()) throws(FileError) {
    self = try ImageFile(contentsOf: path, limits: limits).image
  }

  /// Writes the image to a file, in the format of its extension.
  ///
  /// - Parameters:
  ///   - hasAlpha: whether the last channel is alpha, not premultiplied.
  ///   - bitDepth: the bits per sample, 8 or 16; NPY always has 32-bit floats.
  /// - Throws: `.cannotCreate` if the format cannot hold the image, or is not known; `.limit`, `.readWrite`.
  public func write(
    to path: String, hasAlpha: Bool = false, bitDepth: Int = 8
  ) throws(FileError) {
    try ImageFile(self, hasAlpha: hasAlpha, bitDepth: bitDepth).write(to: path)
  }
}
