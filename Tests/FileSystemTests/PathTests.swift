// SPDX-License-Identifier: Apache-2.0

import FileSystem
import TestSupport
import Testing

@Suite("Paths are bytes")
struct PathTests {
  @Test("any bytes become text and come back", arguments: 0..<300)
  func roundTrip(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      // Half of them begin or continue characters of several bytes.
      Bool.random(using: &generator)
        ? UInt8.random(in: 1...0x7f, using: &generator)
        : [0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0xff].randomElement(using: &generator) ?? 0xa9
    }
    let path = Path(bytes: bytes)
    #expect(Path(path.text).bytes == bytes)
  }

  @Test("text that is UTF-8 stays as it is")
  func utf8PathsStay() {
    for text in ["", "a b\n.png", "-x", "é", "e\u{301}", "\u{1f600}", "\u{10fffd}"] {
      #expect(Path(text).bytes == Array(text.utf8))
      #expect(Path(text).text == text)
    }
    #expect(Path("\u{e9}") != Path("e\u{301}"))
  }

  @Test("a name with the very characters that stand for bytes is not mistaken")
  func privateCharacters() {
    let own = Path(bytes: Array("a\u{10feff}.png".utf8))
    let other = Path(bytes: [0x61, 0xff] + Array(".png".utf8))
    #expect(own.text != other.text)
    #expect(Path(own.text) == own && Path(other.text) == other)
  }

  @Test("the directory of a path")
  func directoryOfAPath() {
    let cases = [
      ("a/b/c", "a/b"), ("a", "."), ("/a", "/"), ("/", "/"), ("a//b", "a"), ("./a", "."),
    ]
    for (path, directory) in cases { #expect(Path(path).directory == Path(directory)) }
    #expect(Path("a/").appending("b".utf8) == "a/b" && Path("a").appending("b".utf8) == "a/b")
    #expect(Path("").appending("b".utf8) == "b")
    #expect(Path("a//").withoutSlashes == "a" && Path("//").withoutSlashes == "/")
  }
}
