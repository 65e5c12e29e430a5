// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Foundation

/// Memory between two pages that nobody can read or write: an access outside ends the process.
private final class FencedMemory {
  static let size = 1 << 16
  private let start: UnsafeMutableRawPointer
  private let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  init() throws {
    let flags = MAP_PRIVATE | MAP_ANON
    let mapped = mmap(nil, Self.size + 2 * page, PROT_NONE, flags, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { throw POSIXError(.ENOMEM) }
    start = mapped
    guard mprotect(start + page, Self.size, PROT_READ | PROT_WRITE) == 0 else {
      throw POSIXError(.EPERM)
    }
  }

  deinit { munmap(start, Self.size + 2 * page) }

  /// The memory of a row of bytes next to one of the two pages.
  func row(_ count: Int, _ place: Fences.Place) -> UnsafeMutableRawPointer {
    precondition(count <= Self.size)
    return place == .atStart ? start + page : start + page + Self.size - count
  }
}

/// The rows of one call of a loop, each of which lies directly at a page that cannot be accessed.
///
/// The rows of a call are the same for each place.
final class Fences {
  enum Place: CaseIterable { case atStart, atEnd }

  private var memories: [FencedMemory] = []
  private var used = 0
  private var place = Place.atStart
  /// The outputs of this call, with the number of bytes that count.
  private var outputs: [(start: UnsafeMutableRawPointer, count: Int)] = []

  /// Forgets the rows of the last call.
  func begin(_ place: Place) {
    (self.place, used) = (place, 0)
    outputs.removeAll()
  }

  private func memory(_ bytes: Int) throws -> UnsafeMutableRawPointer {
    if used == memories.count { memories.append(try FencedMemory()) }
    used += 1
    return memories[used - 1].row(bytes, place)
  }

  /// Returns a row of samples that depend on its number in the call; `value` returns a sample for a number below 2^16.
  func input<Sample>(_ count: Int, _ value: (Int) -> Sample) throws -> UnsafeMutablePointer<Sample>
  {
    let row = try memory(count * MemoryLayout<Sample>.stride).assumingMemoryBound(to: Sample.self)
    var state = UInt32(used) &* 2_654_435_761
    for index in 0..<count {
      state = state &* 1_664_525 &+ 1_013_904_223
      row[index] = value(Int(state >> 16))
    }
    return row
  }

  /// Returns a row of zeros to write to; only its first samples are compared if the loop computes whole blocks.
  func output<Sample>(_ count: Int, of: Sample.Type, compared: Int? = nil) throws
    -> UnsafeMutablePointer<Sample>
  {
    let size = MemoryLayout<Sample>.stride
    let row = try memory(count * size)
    memset(row, 0, count * size)
    outputs.append((row, (compared ?? count) * size))
    return row.assumingMemoryBound(to: Sample.self)
  }

  /// What the call wrote.
  var results: [[UInt8]] {
    outputs.map { Array(UnsafeRawBufferPointer(start: $0.start, count: $0.count)) }
  }
}

/// A loop and how to call it on rows of a width.
struct FencedLoop: CustomStringConvertible, Sendable {
  let description: String
  let call: @Sendable (crl_loops, Fences, Int) throws -> Void

  init(_ description: String, _ call: @escaping @Sendable (crl_loops, Fences, Int) throws -> Void) {
    (self.description, self.call) = (description, call)
  }
}
