// SPDX-License-Identifier: Apache-2.0

internal import Batch
package import FilterExplain
package import Filters

/// An explanation as one self-contained HTML page in which a reader can watch each output sample being computed.
///
/// The page has the layers of the chain and a small image.  Its script computes every layer in the page, so that
/// kernels, strides, borders and groups can be changed there.  It needs no network and no other file.
package struct ExplainPage: Sendable {
  /// The maximum height and width of the image, in samples: more do not fit on a screen as numbers.
  package static let maxSide = 16
  /// The maximum number of channels of the image.
  package static let maxChannels = 16
  /// The maximum height and width of a layer's output, in samples.
  package static let maxOutputSide = 40
  /// The maximum number of samples of a layer's output, in all channels.
  package static let maxOutputSamples = 20_000
  /// The maximum number of weights of a layer that are written to the page.
  package static let maxWeights = 40_000

  /// The image that a page sends through the layers.
  package struct Input: Sendable {
    /// How the samples came about.
    package enum Kind: Hashable, Sendable {
      /// 1, 2, 3, ... in the order of `Image.samples`.
      case count
      /// 0, 1, 2, ... divided by their number.
      case ramp
      /// The samples of a file of this name.
      case file(String)
    }

    let kind: Kind
    let image: Image

    /// Samples from elsewhere, such as a file.
    package init(_ kind: Kind, _ image: Image) {
      self.kind = kind
      self.image = image
    }

    /// Samples 1, 2, 3, ...; a ramp from 0 to 1 for a chain with functions of samples in that range.
    package init(for explanation: Explanation) {
      let isRamp = explanation.stages.contains { !$0.kind.isForAnySamples }
      self = isRamp ? .ramp(explanation.input) : .count(explanation.input)
    }

    /// A ramp from 0 almost to 1: each sample is its index divided by the number of samples.
    package static func ramp(_ shape: Shape) -> Input {
      let count = shape.channels * shape.height * shape.width
      return Input(.ramp, Image(shape, samples: (0..<count).map { Float($0) / Float(count) }))
    }

    private static func count(_ shape: Shape) -> Input {
      let count = shape.channels * shape.height * shape.width
      return Input(.count, Image(shape, samples: (0..<count).map { Float($0 + 1) }))
    }
  }

  let title: String
  let note: String?
  let text: String
  let model: JSON

  /// Creates the page of a recipe.
  ///
  /// - Parameters:
  ///   - recipe: the recipe that `explanation` explains.
  ///   - input: the image, of the explained shape.
  ///   - title: the title; the command, for example.
  ///   - note: a sentence about the page itself, such as that the image was reduced; `nil` for none.
  /// - Throws: `Refusal`, or an error of the recipe.
  package init(
    _ explanation: Explanation, of recipe: Recipe, input: Input, title: String, note: String? = nil
  ) throws {
    self.title = title
    self.note = note
    text = explanation.text(probe: ReceptiveFieldProbe.measure(explanation), programBytes: nil)
    model = try PageModel(explanation, of: recipe, input: input).json
  }
}

extension ExplainPage {
  /// Why there is no page.
  package enum Refusal: Error, Hashable, Sendable {
    /// The image has more samples along an axis, or more channels, than a page shows.
    case image(Shape)
    /// The output of a stage, counted from 1, is larger than a page shows.
    case output(Shape, stage: Int)
    /// A stage, counted from 1, has more weights than a page holds.
    case weights(Int, stage: Int)
  }
}

extension ExplainPage.Refusal: CustomStringConvertible {
  /// The reason as one sentence, without a period.
  package var description: String {
    switch self {
    case .image(let shape):
      "the image is \(shape); a page shows at most \(ExplainPage.maxChannels) x \(ExplainPage.maxSide) x "
        + "\(ExplainPage.maxSide)"
    case .output(let shape, let stage):
      "the output of stage \(stage) is \(shape); a page shows at most \(ExplainPage.maxOutputSide) x "
        + "\(ExplainPage.maxOutputSide) samples in a channel, \(ExplainPage.maxOutputSamples) in all"
    case .weights(let count, let stage):
      "stage \(stage) has \(count) weights; a page holds at most \(ExplainPage.maxWeights) for each stage"
    }
  }
}

extension StageKind {
  /// Whether the stage means the same for samples of any size.
  fileprivate var isForAnySamples: Bool {
    switch self {
    case .convolution, .interleaving, .resampling, .borderFold: true
    case .pointMap(let name): ["magnitude", "absolute", "relu", "leaky"].contains(name)
    case .other(let name): name == "Canvas"
    }
  }
}
