// SPDX-License-Identifier: Apache-2.0

import ImageFiles
import Testing

@Suite("A file name asks for a format")
struct FileFormatTests {
  @Test(
    "by its extension, in any case",
    arguments: [
      ("a.png", FileFormat.png), ("A.PNG", .png), ("x/y.z/a.JPEG", .jpeg), ("a.b.jpg", .jpeg),
      ("a.png.jpg", .jpeg), ("./a.jfif", .jpeg), ("a.npy", .npy),
    ])
  func known(name: String, format: FileFormat) {
    #expect(FileFormat(fileName: name) == format)
  }

  @Test(
    "or for none",
    arguments: ["", "a", "png", ".png", "dir.png/a", "a.png/", "a.gif", "a.", "a.png "])
  func unknown(name: String) {
    #expect(FileFormat(fileName: name) == nil)
  }

  @Test("a bare name")
  func bare() {
    #expect(FileFormat(name: "PNG") == .png)
    #expect(FileFormat(name: "jpg") == .jpeg)
    #expect(FileFormat(name: "NPY") == .npy)
    #expect(FileFormat(name: "gif") == nil)
  }

  @Test("has a library with a version")
  func libraries() {
    #expect(FileFormat.png.library.hasPrefix("libpng 1."))
    #expect(FileFormat.jpeg.library.hasPrefix("libjpeg"))
    #expect(FileFormat.npy.library == "imgconv")
  }

  @Test("fingerprints in reports of 0.1.0 contain the format as an enumeration's case")
  func debugDescription() {
    let format: FileFormat? = .png
    #expect(String(reflecting: format) == "Optional(ImageFiles.FileFormat.png)")
  }

  @Test("each format has an extension that is its name, and no two formats share one")
  func registry() {
    let all = FileFormat.allCases.flatMap(\.extensions)
    #expect(Set(all).count == all.count)
    for format in FileFormat.allCases {
      #expect(format.extensions.contains(format.rawValue))
      #expect(FileFormat(rawValue: format.rawValue) == format)
      #expect(!format.capabilities.bitDepths.isEmpty)
    }
  }

  @Test("a signature identifies one format")
  func signatures() {
    for format in FileFormat.allCases {
      for signature in format.signatures {
        #expect(FileFormat.detected(in: signature + [0]) == format)
        #expect(FileFormat.detected(in: Array(signature.dropLast())) == nil)
        #expect(FileFormat.truncated(in: Array(signature.dropLast()))?.family == format.family)
      }
    }
  }
}
