// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// Steps of every kind that any image takes.
private func anyStep(_ generator: inout SeededGenerator) -> Recipe.Step {
  let filter: Filter = generator.element([
    .blur(.gaussian(sigma: Double(generator.float(0.3...2)))),
    .blur(Blur(.box(radius: generator.int(1...3)), dilation: generator.int(1...3))),
    .edge(Edge(.scharr)), .edge(Edge(.dog, sigma: 0.7)),
    .sharpen(Sharpen(sigma: 1, amount: 2, threshold: 0.1)),
    .atrous(Atrous(levels: 2, gains: [2, 0.5])),
    .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3), kernel: .lanczos3)),
    .downsample(Downsample(PerAxis(2))),
  ])
  return Recipe.Step(
    filter, options: .init(border: generator.border(), isLinear: generator.int(0...3) == 0))
}

@Suite("Recipes")
struct RecipeTests {
  @Test("fused steps give the samples of single steps, bit for bit", arguments: 0..<60)
  func fusedStepsEqualSingleSteps(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...3), height: generator.int(1...20), width: generator.int(1...20))
    let image = generator.image(shape)
    let steps = (0..<generator.int(1...4)).map { _ in anyStep(&generator) }
    let lowered = try Recipe(steps).lowered(for: shape, hasAlpha: false)
    var one = image
    for step in steps { one = try apply(step.filter, to: one, step.options) }
    #expect(lowered.shape == one.shape)
    #expect(try Image(collecting: lowered.streamed(over: image.source())) == one)
  }

  @Test("a linear recipe linearises once before and encodes once after")
  func linearRecipesLinearizeOnce() throws {
    var generator = SeededGenerator(seed: 7)
    let image = generator.image(Shape(channels: 3, height: 9, width: 9))
    let steps = [Recipe.Step(.blur(.gaussian(sigma: 1))), .init(.sharpen(Sharpen()))]
    let recipe = Recipe(steps, isLinear: true)
    let whole = try apply(recipe.lowered(for: image.shape, hasAlpha: false).stages, to: image)
    let inside = try Recipe(steps).lowered(for: image.shape, hasAlpha: false).stages
    let expected = try apply(
      [PointMap(.toLinear())] + inside + [
        PointMap(.fromLinear())
      ],
      to: image)
    #expect(whole == expected)
    #expect(try whole != apply(inside, to: image))
  }

  /// Half the light of white is sample 0.7354, not 0.5.
  @Test("in linear light the mean of black and white is half the light")
  func meanOfLight() throws {
    let stripes = Image(
      Shape(channels: 1, height: 1, width: 64), samples: (0..<64).map { Float($0 % 2) })
    let blur = Filter.blur(Blur(.binomial(radius: 3)))
    let light = try apply(blur, to: stripes, .init(isLinear: true))
    let plain = try apply(blur, to: stripes)
    #expect(abs(light[0, 0, 32] - 0.735_357) < 1e-4)
    #expect(abs(plain[0, 0, 32] - 0.5) < 1e-4)
  }

  @Test("linear light leaves alpha alone, and a constant border is a sample as the user sees it")
  func linearAlphaAndBorder() throws {
    let image = Image(Shape(channels: 4, height: 6, width: 6), repeating: 0.6)
    let blur = Filter.blur(.gaussian(sigma: 1))
    let result = try apply(
      blur, to: image, hasAlpha: true, .init(border: .constant(0.6), isLinear: true))
    for sample in result.samples { #expect(abs(sample - 0.6) < 1e-6) }
  }
}
