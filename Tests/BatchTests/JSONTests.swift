// SPDX-License-Identifier: Apache-2.0

import Batch
import Foundation
import TestSupport
import Testing

@Suite("JSON is read strictly")
struct JSONTests {
  /// A value of every kind, nested at most `depth` deep.
  private func random(_ generator: inout SeededGenerator, depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .number(Int.random(in: .min ... .max, using: &generator))
    case 3: return .real(Double.random(in: -1e9...1e9, using: &generator))
    case 4: return .string(text(&generator))
    case 5:
      return .array(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          random(&generator, depth: depth - 1)
        })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &generator)).map { index in
          (text(&generator) + "\(index)", random(&generator, depth: depth - 1))
        })
    }
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    let characters: [Character] = [
      "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1f}", "\u{7f}", "é", "\u{1f600}", "\u{fffd}", "{",
    ]
    return String(
      (0..<Int.random(in: 0..<8, using: &generator)).map { _ in
        characters[Int.random(in: characters.indices, using: &generator)]
      })
  }

  @Test("what is written is read, and Foundation reads the same", arguments: 0..<200)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let value = random(&generator, depth: 4)
    let line = value.line
    #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { $0 != "\n" })
    #expect(JSON(line.utf8) == value)
    let foundation = try JSONSerialization.jsonObject(
      with: Data(line.utf8), options: .fragmentsAllowed)
    #expect(matches(value, foundation))
  }

  private func matches(_ value: JSON, _ other: Any) -> Bool {
    switch value {
    case .null: return other is NSNull
    case .bool(let value): return other as? Bool == value
    case .number(let value): return (other as? NSNumber)?.intValue == value
    case .real(let value):
      // Foundation's last bit is not always right.
      return (other as? NSNumber).map { abs($0.doubleValue - value) < 1e-6 } ?? false
    case .string(let value): return other as? String == value
    case .array(let values):
      guard let others = other as? [Any], others.count == values.count else { return false }
      return zip(values, others).allSatisfy { matches($0, $1) }
    case .object(let members):
      guard let others = other as? [String: Any], others.count == members.count else {
        return false
      }
      return others.allSatisfy { name, other in value[name].map { matches($0, other) } ?? false }
    }
  }

  @Test(
    "what is no JSON is refused",
    arguments: [
      "", " ", "{", "}", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "01", "1.",
      ".5", "+1", "1e", "--1", "-", "tru", "nul", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"",
      "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "1 1", "9223372036854775808",
      String(repeating: "[", count: 100_000), "{\"a\":1}x", "'a'", "NaN", "[\u{a0}1]",
    ])
  func malformedJSONIsRefused(text: String) {
    #expect(JSON(text.utf8) == nil)
  }

  @Test("escapes of all kinds, and bytes that are not UTF-8")
  func stringsKeepEscapesAndBytes() {
    let escaped = #""\" \\ \/ \b \f \n \r \t \u00e9 \uD83D\uDE00""#
    #expect(
      JSON(escaped.utf8) == .string("\" \\ / \u{8} \u{c} \n \r \t \u{e9} \u{1f600}"))
    #expect(JSON([0x22, 0xff, 0x22]) == nil)
    #expect(JSON([0x22, 0xed, 0xa0, 0x80, 0x22]) == nil)
    #expect(JSON(" [ 1 , -0.5e+1 ] \n".utf8) == .array([.number(1), .real(-5)]))
  }

  @Test("no beginning of a line is one, and no changed byte ends the reader", arguments: 0..<50)
  func damagedLinesAreRefused(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let value = JSON.object([("a", random(&generator, depth: 3)), ("b", .string(text(&generator)))])
    let bytes = Array(value.line.utf8.dropLast())
    for count in bytes.indices { #expect(JSON(bytes.prefix(count)) == nil) }
    for index in bytes.indices {
      var changed = bytes
      changed[index] = UInt8.random(in: 0...255, using: &generator)
      // It may be JSON still; what is read can be written and read again.
      if let read = JSON(changed) { #expect(JSON(read.line.utf8) == read) }
    }
  }
}
