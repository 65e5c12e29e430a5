// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The corpus holds the seeds that Fuzz/seeds.py makes, and what the fuzzer found, as `found-` and what was wrong.
///
/// Targets in C are not reentrant, so one runs at a time.
@Suite("Fuzz targets without the fuzzer", .serialized)
struct CorpusTests {
  private static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/fuzz")

  /// The number of inputs that are made up for each target.
  private static let mutants = 200

  private func corpus(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
    let directory = Self.directory.appending(path: name)
    return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
      ($0, Array(try Data(contentsOf: directory.appending(path: $0))))
    }
  }

  @Test("every file of the corpus", arguments: FuzzTarget.all.map(\.name))
  func corpusPasses(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let files = try corpus(name)
    #expect(files.count > 2)
    for file in files {
      let fault = target.fault(file.bytes)
      #expect(fault == nil, "\(name)/\(file.name)")
    }
  }

  @Test("changed, cut and joined files of the corpus", arguments: FuzzTarget.all.map(\.name))
  func mutantsPass(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let files = try corpus(name).map(\.bytes)
    for seed in 0..<Self.mutants {
      var generator = SeededGenerator(seed: seed)
      let bytes = mutant(of: files, &generator)
      let fault = target.fault(bytes)
      #expect(fault == nil, "\(name), seed \(seed): \(Data(bytes).base64EncodedString())")
    }
  }

  private func mutant(of files: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = generator.element(files)
    for _ in 0..<generator.int(1...4) where !bytes.isEmpty {
      let place = generator.int(0...(bytes.count - 1))
      let end = min(bytes.count, place + generator.int(1...8))
      switch generator.int(0...5) {
      case 0: bytes[place] ^= 1 << generator.int(0...7)
      case 1: bytes[place] = generator.element([0, 1, 0x20, 0x39, 0x7f, 0x80, 0xff])
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: generator.int(0...bytes.count))
      case 4: bytes.removeLast(bytes.count - place)
      default:
        let other = generator.element(files)
        bytes = Array(bytes[..<place]) + other.dropFirst(min(place, other.count))
      }
    }
    return bytes
  }

  @Test("the names of targets are those of the corpus")
  func corpusIsComplete() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
    #expect(Set(names) == Set(FuzzTarget.all.map(\.name)))
  }
}
