// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing

@Suite("The options of filters")
struct FilterOptionsTests {
  @Test("the memo of kernels is no part of their value")
  func memoIsNoValue() throws {
    let (used, fresh) = (FilterOptions(tolerance: 0.001), FilterOptions(tolerance: 0.001))
    let shape = Shape(channels: 1, height: 90, width: 80)
    let filter = Filter.blur(.gaussian(sigma: 12))
    let stages = try filter.lowered(for: shape, hasAlpha: false, options: used).stages
    #expect(stages.count > 2)
    #expect(used == fresh && used.hashValue == fresh.hashValue)
  }
}
