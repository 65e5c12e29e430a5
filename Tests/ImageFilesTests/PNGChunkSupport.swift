// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport

/// The name and the data of a chunk.
typealias Chunk = (name: String, data: [UInt8])

/// The bytes of an ASCII string.
func ascii(_ string: String) -> [UInt8] { Array(string.utf8) }

/// An EXIF block with nothing but an orientation.
func exif(orientation: UInt8) -> [UInt8] {
  ascii("MM\0*") + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
}

extension TemporaryDirectory {
  /// Runs a PNG file through a filter that changes nothing, from in.png to out.png.
  func convert(_ png: [UInt8]) throws -> (output: PNGChunks, notes: [String]) {
    let conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    let result = try conversion.run(.path(write(png, to: "in.png")), to: .path(file("out.png")))
    return (PNGChunks(try read("out.png")), result.notes)
  }
}
