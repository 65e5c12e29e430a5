// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Testing

@Suite("Patterns of names")
struct GlobTests {
  /// A pattern, paths that fit, paths that do not.
  static let table: [(String, [String], [String])] = [
    ("*.png", ["a.png", ".png", "x/y/a.png", "a\nb.png"], ["a.pngx", "a.PNG", "png", "a.png/b"]),
    ("a*c", ["ac", "abc", "abcbc", "x/ac"], ["ab", "cab", "acd"]),
    ("a*b*c", ["abc", "axbxbc", "abcc"], ["acb", "ab"]),
    ("?", ["a", "é", "😀", "x/y"], ["", "ab"]),
    ("a?c", ["abc", "a😀c"], ["ac", "a/c", "abbc"]),
    ("[abc]", ["a", "c"], ["d", "ab", ""]),
    ("[a-cx]1", ["b1", "x1"], ["d1", "-1"]),
    ("[!a-c]", ["d", "é"], ["a", "b"]),
    ("[^a]", ["b"], ["a"]),
    ("[]a]", ["]", "a"], ["b"]),
    ("[a-]", ["a", "-"], ["b"]),
    ("[é-ü]", ["ö"], ["o"]),
    ("\\*", ["*"], ["a", "\\"]),
    ("\\[a]", ["[a]"], ["a"]),
    ("/*.png", ["a.png"], ["x/a.png"]),
    ("x/*.png", ["x/a.png"], ["a.png", "x/y/a.png", "y/x/a.png"]),
    ("**/*.png", ["a.png", "x/a.png", "x/y/a.png"], ["x/a.jpg"]),
    ("x/**", ["x", "x/a", "x/y/z"], ["y/x", "xx/a"]),
    ("x/**/z.png", ["x/z.png", "x/a/b/z.png", "x/z.png/z.png"], ["z.png", "x/z.pn"]),
    ("**/a/**/b", ["a/b", "x/a/y/b", "a/a/b/b"], ["b/a", "a/x"]),
    ("x*/y", ["x/y", "xx/y"], ["x/z/y"]),
    ("a**b", ["ab", "axxb", "q/ab"], ["a/b"]),
    ("cache/", ["cache"], ["x/cache"]),
    ("*.{jpg,png}", ["a.jpg", "x/b.png"], ["a.gif", "a.{jpg,png}", "a.jpg,png"]),
    ("*.{jp{g,eg},png}", ["a.jpg", "a.jpeg", "a.png"], ["a.jp", "a.g"]),
    ("{a,b}{1,2}", ["a1", "a2", "b1", "b2"], ["a", "ab", "12", "a12"]),
    ("a{,b}c", ["ac", "abc"], ["a,bc", "abbc"]),
    ("{a}", ["a"], ["{a}"]),
    ("{x/*,y}.png", ["x/a.png", "y.png", "z/y.png"], ["a.png", "z/x/a.png"]),
    ("\\{a,b\\}", ["{a,b}"], ["a", "b"]),
    ("[{]a[},]", ["{a}", "{a,"], ["a", "a}"]),
    ("a}", ["a}"], ["a"]),
    ("{[}],b}", ["}", "b"], ["[}]", ","]),
    ("{a,*.png}", ["a", "c.png"], ["b"]),
  ]

  @Test("a table", arguments: table)
  func patternsMatchTheTable(_ pattern: String, _ good: [String], _ bad: [String]) throws {
    let glob = try Glob(pattern)
    for path in good { #expect(glob.matches(Path(path)), "\(path)") }
    for path in bad { #expect(!glob.matches(Path(path)), "\(path)") }
  }

  @Test("bytes that are no character fit ? and * one by one, and no range of characters")
  func invalidBytesMatchOneByOne() throws {
    let bad = Path(bytes: [0x61, 0xff, 0xfe, 0x62])
    #expect(try Glob("a??b").matches(bad))
    #expect(try Glob("a*b").matches(bad))
    #expect(try !Glob("a?b").matches(bad))
    #expect(try !Glob("a[\u{80}-\u{10ffff}]*").matches(bad))
    #expect(try Glob("a[!x]*").matches(bad))
  }

  @Test("many stars take no exponential time")
  func manyStarsTakeNoExponentialTime() throws {
    let glob = try Glob(String(repeating: "*a", count: 40) + "b")
    #expect(!glob.matches(Path(String(repeating: "a", count: 4000))))
  }

  @Test(
    "what is no pattern",
    arguments: [
      "", "[a", "[", "a\\", "[z-a]", "x/[!]", "{a", "a{b,{c,d}", "{a,[}",
      String(repeating: "{a,b}", count: 40),
    ])
  func malformedPatternsAreRefused(text: String) {
    #expect(throws: Glob.Fault.self) { try Glob(text) }
  }
}
