// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("The order of files on a page, its script, and enlarged pictures")
struct PageOrderTests {
  let directory: TemporaryDirectory
  private let run = #"{"record":"run","format":1,"recipe":"r","jobs":4}"#

  init() throws { directory = try TemporaryDirectory() }

  private func file(_ name: String, _ status: String, index: Int?) -> String {
    let place = index.map { #","index":\#($0)"# } ?? ""
    return
      #"{"record":"file","input":"\#(name)","output":"out/\#(name)","status":"\#(status)","recipe":"r"\#(place),"ms":1}"#
  }

  private func names(_ lines: [String]) throws -> [String] {
    try directory.addReport(lines)
    let page = try MadePage(directory) { $0.thumbnails = 0 }
    return page.parts(after: "class=\"file\"><bdi class=\"name\">", until: "<")
      + page.parts(after: "scope=\"row\"><bdi class=\"name\">", until: "<")
  }

  @Test("files are in the order of the plan; without positions, as they were first recorded")
  func filesAreInTheOrderOfThePlan() throws {
    #expect(
      try names([
        run, file("c", "done", index: 2), file("x", "failed", index: 9),
        file("a", "done", index: 0), file("w", "failed", index: 4), file("b", "done", index: 1),
      ]) == ["a", "b", "c", "w", "x"])
    #expect(
      try names([
        run, file("c", "done", index: nil), file("a", "done", index: nil),
        file("b", "done", index: 7),
      ]) == ["b", "c", "a"])
    // The last record of a file counts.
    #expect(
      try names([
        run, file("a", "done", index: 0), file("b", "done", index: 1), run,
        file("a", "done", index: 5),
      ]) == ["b", "a"])
  }

  @Test("a limited run says so")
  func limitedRun() throws {
    try directory.addReport([
      run,
      #"{"record":"summary","status":"complete","done":1,"limited":{"files":1,"of":4},"ms":1}"#,
    ])
    #expect(try MadePage(directory).has("0 not started, limited: 1 of 4, in "))
  }

  @Test("the policy allows the script of the page, by its digest, and no other")
  func policyAllowsTheScript() throws {
    try directory.addReport([run])
    let page = try MadePage(directory)
    let scripts = page.parts(after: "<script>", until: "</script>")
    #expect(scripts.count == 1)
    let digest = Data(SHA256.digest(Array(scripts[0].utf8))).base64EncodedString()
    #expect(page.has("; script-src 'sha256-\(digest)'; "))
    #expect(page.parts(after: "script-src ", until: ";").count == 1)
  }

  @Test("a larger picture is at most as large as asked, and small ones have none")
  func enlargedPictures() throws {
    try directory.add("in/large.png", TinyPNG.picture(width: 900, height: 300).encoded())
    try directory.add("in/small.png", TinyPNG.picture(width: 160, height: 90).encoded())
    let large = Path(directory.file("in/large.png"))
    let (thumbnail, enlarged) = try Thumbnail.renditions(of: large, enlarged: 640)
    #expect(thumbnail.width == 150 && enlarged?.width == 450 && enlarged?.height == 150)
    let (_, none) = try Thumbnail.renditions(
      of: Path(directory.file("in/small.png")), enlarged: 640)
    #expect(none == nil)
    try directory.runBatch()
    #expect(
      try MadePage(directory).parts(after: "data-large=\"data:image/", until: "\"").count == 2)
    let page = try MadePage(directory) { $0.enlarged = 0 }
    #expect(!page.has("data-large"))
  }
}

/// SHA-256 as FIPS 180-4 defines it, for short inputs.
private enum SHA256 {
  private static let primes = (2...311).filter { n in (2..<n).allSatisfy { n % $0 != 0 } }

  /// The first 32 bits of the fraction of a root.
  private static func fraction(_ root: Double) -> UInt32 {
    UInt32((root - root.rounded(.down)) * 0x1p32)
  }

  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let constants = primes.prefix(64).map { fraction(cbrt(Double($0))) }
    var hash = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    var message = bytes + [0x80]
    message += [UInt8](repeating: 0, count: (120 - message.count % 64) % 64)
    message += (0..<8).map { UInt8(truncatingIfNeeded: (bytes.count * 8) >> (56 - 8 * $0)) }
    for start in stride(from: 0, to: message.count, by: 64) {
      var words = (0..<16).map { index in
        message[start + 4 * index..<start + 4 * index + 4].reduce(UInt32(0)) {
          $0 << 8 | UInt32($1)
        }
      }
      func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
      }
      for index in 16..<64 {
        let (a, b) = (words[index - 15], words[index - 2])
        let low = turned(a, 7) ^ turned(a, 18) ^ a >> 3
        let high = turned(b, 17) ^ turned(b, 19) ^ b >> 10
        words.append(words[index - 16] &+ low &+ words[index - 7] &+ high)
      }
      var state = hash
      for index in 0..<64 {
        let (a, e) = (state[0], state[4])
        let choice = e & state[5] ^ ~e & state[6]
        let majority = a & state[1] ^ a & state[2] ^ state[1] & state[2]
        let first =
          state[7] &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ choice &+ constants[index]
          &+ words[index]
        let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
        state = [first &+ second] + state.dropLast()
        state[4] = state[4] &+ first
      }
      hash = zip(hash, state).map { $0 &+ $1 }
    }
    return hash.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
  }
}
