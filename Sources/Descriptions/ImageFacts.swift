// SPDX-License-Identifier: Apache-2.0

package import Batch
internal import Filters
package import ImageFiles

/// What an image file holds: its header and its metadata, as text and as JSON.
package struct ImageFacts {
  private let name: String
  private let header: FileHeader
  private let metadata: Metadata

  /// The facts about an open file.
  package init(_ reader: ImageReader, name: String) {
    self.name = name
    header = reader.header
    metadata = reader.metadata
  }

  /// The facts as lines of text, the name first; other lines are indented.
  package var text: String {
    let alpha = header.hasAlpha ? " with alpha" : ""
    let order = header.format.capabilities.interlacing ?? "interlaced"
    var lines = [
      "format: \(header.format.name)" + (header.isInterlaced ? ", \(order)" : ""),
      "size: \(header.shape.width) x \(header.shape.height) pixels",
      "shape: \(header.shape) (channels x height x width)",
      "colors: \(header.colorModel.rawValue)\(alpha)",
      "depth: \(header.storedBitDepth) bits\(kind)"
        + (isWidened ? ", read as \(header.bitDepth)" : ""),
      "orientation: \(metadata.orientation)",
    ]
    if let batchSize = header.batchSize {
      lines.insert("batch: \(batchSize) of these images", at: 3)
    }
    if let density = metadata.density {
      lines.append("density: \(density.x) x \(density.y) \(density.unit.rawValue)")
    }
    for (name, bytes) in blocks { lines.append("\(name): \(bytes) bytes") }
    lines += MetadataFacts(metadata).lines
    for text in metadata.texts { lines.append("text \(text.title): \(text.string)") }
    return lines.reduce(Path.printable(name) + "\n") { $0 + "  \(Path.printable($1))\n" }
  }

  /// The facts as JSON.
  package var json: JSON {
    .object(
      [
        ("file", .string(name)),
        ("format", .string(header.format.rawValue)),
        ("width", .number(header.shape.width)),
        ("height", .number(header.shape.height)),
        ("channels", .number(header.shape.channels)),
        ("alpha", .bool(header.hasAlpha)),
        ("colors", .string(header.colorModel.rawValue)),
        ("depth", .number(header.storedBitDepth)),
        ("interlaced", .bool(header.isInterlaced)),
        ("orientation", .number(metadata.orientation)),
        (
          "density",
          metadata.density.map {
            .object([
              ("x", .number(Int($0.x))), ("y", .number(Int($0.y))),
              ("unit", .string($0.unit.rawValue)),
            ])
          } ?? .null
        ),
        ("bytes", .object(blocks.map { (ImageFacts.key($0.name), .number($0.bytes)) })),
        (
          "texts",
          .array(
            metadata.texts.map {
              .object([("title", .string($0.title)), ("text", .string($0.string))])
            })
        ),
      ] + MetadataFacts(metadata).json
        + (header.batchSize.map { [("batch", .number($0))] } ?? []))
  }

  /// The kind of samples, if they are not integers.
  private var kind: String { header.bitDepth == 32 ? ", floating point" : "" }

  private var isWidened: Bool { header.storedBitDepth != header.bitDepth }

  private var blocks: [(name: String, bytes: Int)] {
    [
      ("ICC", metadata.icc), ("EXIF", metadata.exif), ("XMP", metadata.xmp),
      ("extended XMP", metadata.extendedXMP?.bytes), ("IPTC and Photoshop", metadata.photoshop),
    ].compactMap { block in block.1.map { (block.0, $0.count) } }
  }

  /// Returns the name of a block in JSON.
  private static func key(_ name: String) -> String {
    name == "IPTC and Photoshop" ? "photoshop" : name.lowercased().replacing(" ", with: "_")
  }
}
