// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Foundation
import TestSupport
import Testing

/// The explanation of a resize of an image of this size.
private func explain(
  _ resize: Resize, channels: Int = 1, height: Int, width: Int, border: BorderMode? = nil
) throws -> Explanation {
  let step = Recipe.Step(.resize(resize), options: FilterOptions(border: border))
  return try Explanation(
    Recipe([step]), over: Shape(channels: channels, height: height, width: width), hasAlpha: false)
}

/// A resize to exactly this size.
private func stretch(_ width: Int, _ height: Int, _ kernel: ResizeKernel = .lanczos3) -> Resize {
  Resize(.box(width: width, height: height), fit: .stretch, kernel: kernel)
}

/// The amplitude of the wave of `frequency`, in cycles per input sample, in the output for one of amplitude 1.
///
/// A cosine and a sine run through the filter; their whole periods in the middle are multiplied by the wave that is
/// looked for, at the centers of the outputs.
private func amplitude(
  of frequency: Double, _ kernel: ResizeKernel, _ count: Int, to output: Int, period: Int
) throws -> Double {
  let shape = Shape(channels: 2, height: 1, width: count)
  let angles = (0..<count).map { 2 * Double.pi * frequency * Double($0) }
  let waves = Image(shape, samples: angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) })
  let result = try apply(.resize(stretch(output, 1, kernel)), to: waves)
  let ratio = Double(count) / Double(output)
  let first = output / 3 / period * period
  var sum = (0.0, 0.0)
  for o in first..<(first + output / 3 / period * period) {
    let angle = 2 * Double.pi * frequency * ((Double(o) + 0.5) * ratio - 0.5)
    let sample = (Double(result[0, 0, o]), Double(result[1, 0, o]))
    sum.0 += sample.0 * cos(angle) + sample.1 * sin(angle)
    sum.1 += sample.1 * cos(angle) - sample.0 * sin(angle)
  }
  return hypot(sum.0, sum.1) / Double(output / 3 / period * period)
}

/// The largest number of samples under one output, from the first weight that is not 0 to the last.
private func widest(_ axis: ResizeAxis, adjacent: Int = 1) -> Int {
  (0..<axis.output).map { first in
    let read = (first..<min(first + adjacent, axis.output)).flatMap { output in
      zip(axis.inputs(of: output), axis.weights(of: output)).filter { $1 != 0 }.map(\.0)
    }
    return (read.max() ?? 0) - (read.min() ?? 0) + 1
  }.max() ?? 0
}

@Suite("explained resize")
struct ExplainedResizeTests {
  /// Weights and samples are floats, so the bound is some units of 2^-24 for a sum of absolute weights below 2.
  @Test("the gain is that of waves which run through the filter", arguments: 0..<120)
  func gainIsThatOfWaves(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let (a, b) = (generator.int(1...9), generator.int(1...9))
    guard a != b else { return }
    let kernel = ResizeKernel.allCases[seed % ResizeKernel.allCases.count]
    let (count, output) = (a * 90, b * 90)
    let axis = ResizeAxis(count, to: output, kernel: kernel)
    let resized = ResizedAxis(.horizontal, axis)
    for _ in 0..<4 {
      // In cycles per sample of the coarser grid, also beyond what the finer one can hold.
      let frequency = Double(generator.float(0...1.5))
      let turns = frequency * Double(output) / Double(max(count, output))
      let wave = try amplitude(
        of: turns, kernel, count, to: output, period: axis.map.outputs)
      #expect(abs(resized.gain(at: frequency) - wave) <= 1e-6, "\(a):\(b) \(kernel) \(frequency)")
    }
  }

  @Test("the weights of 3 samples for 2 by a triangle, in ninths")
  func weightsOfATriangle() throws {
    let text = try explain(stretch(2, 30, .bilinear), height: 30, width: 3).text()
    // Sample i is at the distance |i - 1/4| / (3/2): 1/6, 5/6, 1/2 of the weight at the center, in all 3/2.
    #expect(
      text.contains(
        """

          columns 3 to 2
            input samples for an output sample: 3/2; weights repeat after 2 outputs: 2 phases
            kernel: bilinear over 3 input samples, 3 taps, sum of absolute weights 1

            output  center  inputs   weights
            0       0.25    -1 to 1  0.1111   0.5556  0.3333
            1       1.75    1 to 3   0.3333   0.5556  0.1111


        """))
    #expect(!text.contains("rows 30"))
  }

  @Test("four phases of many are printed, and the middle of long kernels")
  func longKernelsAreCut() throws {
    let axis = ResizedAxis(.vertical, ResizeAxis(100, to: 11, kernel: .lanczos3))
    #expect(axis.phaseCount == 11 && axis.phases.count == 11 && axis.firstPhases.count == 4)
    #expect(axis.support == Ratio(600, 11) && axis.taps == 54...55)
    let text = try explain(stretch(11, 11), height: 100, width: 100).text()
    #expect(text.contains("  rows 100 to 11, columns 100 to 11\n"))
    #expect(text.contains("    (the middle 16 weights of each)\n    ... 7 more phases\n"))
    #expect(text.contains(" lanczos3 over 600/11 input samples, 54 to 55 taps, "))
    #expect(text.contains("    what passes above 1/2 is aliasing\n"))
  }

  @Test("trimming is mentioned, and does not change the weights away from the ends")
  func trimmedAxis() throws {
    let trimmed = try explain(stretch(8, 8), height: 20, width: 20, border: .trim)
    let whole = try explain(stretch(8, 8), height: 20, width: 20)
    #expect(trimmed.text().contains("near the ends: weights cut off"))
    #expect(!whole.text().contains("near the ends"))
    let weights = [trimmed, whole].map { $0.steps[0].resized[0].firstPhases.map(\.weights) }
    #expect(weights[0] == weights[1] && weights[0].count == 2)
  }

  @Test("the field is that of the output that sees most, whatever the number of phases")
  func fieldOfCoprimeSizes() throws {
    for (width, height, to) in [(401, 299, (133, 99)), (4001, 2999, (1333, 999))] {
      let explanation = try explain(
        stretch(to.0, to.1), channels: 3, height: height, width: width)
      let field = try #require(explanation.field)
      #expect(field.height == widest(ResizeAxis(height, to: to.1, kernel: .lanczos3)))
      #expect(field.width == widest(ResizeAxis(width, to: to.0, kernel: .lanczos3)))
      #expect(field.columnJump == Ratio(width, to.0))
      #expect(explanation.steps[0].constantGains?.allSatisfy { abs($0 - 1) < 1e-6 } == true)
    }
  }

  @Test("a mean of 3 x 3 after many phases sees three outputs")
  func fieldOfAChain() throws {
    let shape = Shape(channels: 3, height: 2999, width: 4001)
    let explanation = try Explanation(
      Recipe([.init(.resize(stretch(1333, 999))), .init(.blur(Blur(.box(radius: 1))))]),
      over: shape, hasAlpha: false)
    let field = try #require(explanation.field)
    let rows = ResizeAxis(2999, to: 999, kernel: .lanczos3)
    #expect(field.height == widest(rows, adjacent: 3))
  }

  @Test("the probe measures the field of a resize to a box and to a part")
  func probeOfResizes() throws {
    for size in [ResizeSize.box(width: 25, height: 30), .scale(numerator: 1, denominator: 2)] {
      for kernel in ResizeKernel.allCases {
        let explanation = try explain(
          Resize(size, fit: .stretch, kernel: kernel), height: 50, width: 40)
        let field = try #require(explanation.field)
        #expect(
          ReceptiveFieldProbe.measure(explanation)
            == .measured(height: field.height, width: field.width), "\(size) \(kernel)")
      }
    }
  }

  @Test("a resize to the size of the image has no stage, and sees one sample")
  func resizeToTheSameSize() throws {
    let explanation = try explain(stretch(40, 50), height: 50, width: 40)
    #expect(explanation.stages.isEmpty && explanation.steps[0].resized.isEmpty)
    #expect(ReceptiveFieldProbe.measure(explanation) == .measured(height: 1, width: 1))
  }

  @Test("work is bounded for axes of millions of samples")
  func longAxes() throws {
    let many = ResizedAxis(.horizontal, ResizeAxis(1_000_000, to: 999_999, kernel: .lanczos3))
    #expect(many.phaseCount == 999_999)
    #expect(many.phases.count < 100_000)
    #expect(abs(many.gain(at: 0) - 1) < 1e-6)
    #expect(ResizedAxis(.horizontal, ResizeAxis(1_000_000, to: 1, kernel: .area)).taps.count == 1)
  }
}
