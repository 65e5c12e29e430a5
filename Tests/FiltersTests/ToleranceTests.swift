// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("Tolerances of a recipe")
struct ToleranceTests {
  /// 0.05 levels of 8 bits.
  private static let budget = 0.05 / 255
  private static let wide = Filter.blur(.gaussian(sigma: 20))
  private static let shape = Shape(channels: 3, height: 40, width: 50)

  /// The tolerances that the steps of a recipe get for the budget; -1 where a step has no use for one.
  private func tolerances(_ steps: [Recipe.Step], isLinear: Bool = false) throws -> [Double] {
    try Recipe(steps, isLinear: isLinear)
      .tolerating(Self.budget, over: Self.shape, hasAlpha: false)
      .steps.map { $0.options.tolerance ?? -1 }
  }

  private func step(_ filter: Filter, _ options: FilterOptions = FilterOptions()) -> Recipe.Step {
    Recipe.Step(filter, options: options)
  }

  private func scaled(_ gain: Double) -> Recipe.Step {
    step(.mix(Mix(matrix: (0..<3).map { row in (0..<3).map { $0 == row ? gain : 0 } })))
  }

  @Test(
    "a blur alone may use all of it, and what narrows the range or the error gives nothing back")
  func blurAloneMayUseTheWholeTolerance() throws {
    #expect(try tolerances([step(Self.wide)]) == [Self.budget])
    #expect(try tolerances([step(Self.wide), scaled(0.5)])[0] == Self.budget)
    #expect(try tolerances([scaled(0.5), step(Self.wide)])[1] == Self.budget)
  }

  @Test("a tolerance that was given stays")
  func givenToleranceStays() throws {
    #expect(try tolerances([step(Self.wide, .init(tolerance: 0)), scaled(3)])[0] == 0)
    #expect(try tolerances([step(Self.wide, .init(tolerance: 0.01)), scaled(3)])[0] == 0.01)
  }

  /// The gain of each ending, by its formula.
  @Test("what follows takes its gain")
  func toleranceIsDividedByGains() throws {
    func share(_ ending: Recipe.Step...) throws -> Double {
      try tolerances([step(Self.wide)] + ending)[0] / Self.budget
    }
    func isClose(_ share: Double, _ expected: Double) -> Bool {
      abs(share / expected - 1) < 1e-3
    }
    #expect(isClose(try share(scaled(3)), 1 / 3))
    #expect(isClose(try share(scaled(3), scaled(-2)), 1 / 6.0))
    // x + A (x - b): 1 + 2 A at most.
    #expect(isClose(try share(step(.sharpen(Sharpen(sigma: 1, amount: 2)))), 1 / 5.0))
    // gain * w + smooth = gain * x + (1 - gain) * smooth.
    #expect(isClose(try share(step(.atrous(Atrous(levels: 1, gains: [3])))), 1 / 5.0))
    // Derivatives along x and along y, each of gain 2 as a step from 0 to 1 gives 1.
    #expect(isClose(try share(step(.edge(Edge(.sobel)))), 1 / 8.0.squareRoot()))
  }

  @Test("before thresholds, angles and jumps every kernel is full, behind them not always")
  func unboundedStepsNeedFullKernels() throws {
    for jump in [
      Filter.sharpen(Sharpen(threshold: 0.1)), .edge(Edge(.sobel, response: .angle)),
      .atrous(Atrous(denoise: 3)),
    ] {
      #expect(try tolerances([step(Self.wide), step(jump)])[0] == 0, "\(jump)")
    }
    let angle = step(.edge(Edge(.sobel, response: .angle)))
    #expect(try tolerances([step(Self.wide), angle, step(Self.wide)]) == [0, -1, Self.budget])
    #expect(try tolerances([step(.atrous(Atrous(denoise: 3))), step(Self.wide)])[1] == 0)
  }

  @Test("samples of a larger range leave a smaller part")
  func largerRangesLeaveLess() throws {
    #expect(abs(try tolerances([scaled(4), step(Self.wide)])[1] / Self.budget - 0.25) < 1e-3)
    let bright = FilterOptions(border: .constant(4))
    #expect(abs(try tolerances([step(Self.wide, bright)])[0] / Self.budget - 0.25) < 1e-3)
  }

  @Test("light has the slope of the encoding at black")
  func linearLightHasTheSlopeAtBlack() throws {
    #expect(try tolerances([step(Self.wide, .init(isLinear: true))]) == [Self.budget])
    let whole = try tolerances([step(Self.wide)], isLinear: true)
    #expect(abs(whole[0] / Self.budget * 12.92 - 1) < 1e-3)
    // The slope at white, 2.4 / 1.055, of a step that linearizes what was blurred, and back.
    let later = try tolerances([step(Self.wide), step(.mix(.gray), .init(isLinear: true))])
    #expect(abs(later[0] / Self.budget * 12.92 * 2.4 / 1.055 - 1) < 1e-2)
  }

  /// Against full kernels, on images of black and white.
  @Test("results stay within the budget", arguments: 0..<12)
  func resultsStayWithinTheBudget(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let image = Image(
      Self.shape, samples: (0..<3 * 40 * 50).map { _ in Float(generator.int(0...1)) })
    let recipes: [[Recipe.Step]] = [
      [step(Self.wide, .init(isLinear: true))],
      [step(.blur(.gaussian(sigma: 5))), scaled(3)],
      [step(Self.wide), step(.sharpen(Sharpen(sigma: 1, amount: 8)))],
      [step(.blur(.gaussian(sigma: 8))), step(.blur(.gaussian(sigma: 9)))],
      [step(.sharpen(Sharpen(sigma: 2, amount: 3))), step(.blur(.gaussian(sigma: 30)))],
      [step(Self.wide), step(.atrous(Atrous(levels: 2, gains: [4, 4])))],
    ]
    let recipe = Recipe(recipes[seed % recipes.count], isLinear: seed == 7)
    let chosen = try recipe.tolerating(Self.budget, over: Self.shape, hasAlpha: false)
    let fast = try result(chosen, image)
    let full = try result(recipe, image)
    let errors = zip(fast.samples, full.samples).map { abs(Double($0) - Double($1)) }
    // Rounding comes on top.
    #expect(try #require(errors.max()) <= Self.budget + 4e-6)
  }

  private func result(_ recipe: Recipe, _ image: Image) throws -> Image {
    let lowered = try recipe.lowered(for: image.shape, hasAlpha: false)
    return try Image(collecting: lowered.streamed(over: image.source(), threads: 1))
  }

  @Test("what stays in 0...1 is known, what can leave it too")
  func unitRange() throws {
    for (filter, expected) in [
      (Self.wide, true), (.blur(Blur(.box(radius: 2))), true), (.mix(.invert), true),
      (.mix(.gray), true),
      (.edge(Edge(.sobel, response: .angle)), true), (.sharpen(Sharpen()), false),
      (.edge(Edge(.sobel, response: .x)), false), (.upsample(Upsample(PerAxis(2))), false),
      (.atrous(Atrous(levels: 2, denoise: 1, noise: [[1, 1, 1], [1, 1, 1]])), false),
    ] {
      let lowered = try filter.lowered(for: Self.shape, hasAlpha: false)
      #expect(lowered.staysInUnitRange(channels: 3) == expected, "\(filter)")
    }
  }
}
