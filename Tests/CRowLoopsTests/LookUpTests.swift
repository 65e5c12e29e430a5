// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

@Suite("a table of the 256 levels")
struct LookUpTests {
  private let levels = (0...255).map { Float($0 * $0) }

  private func lookUp(_ samples: [Float], _ loops: crl_loops) -> [Float]? {
    var output = Guarded([Float](repeating: 0, count: samples.count), guardValue: 77)
    var isFound = false
    output.write { isFound = loops.look_up_u8($0, samples, levels, samples.count) }
    #expect(output.isIntact)
    return isFound ? output.content : nil
  }

  @Test(
    "gives the entry of every level, for rows of any length", arguments: [0, 1, 63, 64, 65, 300])
  func everyLevel(count: Int) {
    for first in 0...255 {
      let numbers = (0..<count).map { (first + 7 * $0) % 256 }
      for loops in tables() {
        #expect(
          lookUp(numbers.map { Float($0) / 255 }, loops) == numbers.map { levels[$0] })
      }
    }
  }

  @Test(
    "refuses any other number, wherever it is",
    arguments: [
      -0.0, -1.0 / 255, 256.0 / 255, 0.5, 1e-30, Float.nan, .infinity, -.infinity, 1e30,
      (100.0 / 255).nextUp, (100.0 / 255).nextDown,
    ] as [Float])
  func otherNumbers(number: Float) {
    for place in [0, 5, 63, 64, 99] {
      var samples = [Float](repeating: 1, count: 100)
      samples[place] = number
      for loops in tables() { #expect(lookUp(samples, loops) == nil, "\(number) at \(place)") }
    }
  }
}
