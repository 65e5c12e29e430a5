// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Descriptions
import FilterExplain
import Filters
import ImageFiles
import Recipes

/// The options of `imgconv explain` for an interactive page, and the image that it shares with the matrices.
struct PageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write an interactive page that computes the layers over a small image.",
      valueName: "out.html"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Image of the matrices and the page: ramp, or an .npy file. (default: samples 1, 2, 3, ...)",
      valueName: "ramp|file.npy"))
  var image: ExplainedImage?

  func validate() throws {
    if let html, !html.lowercased().hasSuffix(".html") {
      throw ValidationError("--html writes HTML; give it a name that ends in .html")
    }
  }

  /// Writes the page of a recipe, if there is to be one.
  ///
  /// - Parameters:
  ///   - shape: the shape of the explained image.
  ///   - isGiven: whether the user gave its size; without, the page's image is small.
  ///   - samples: the image of a file, of this shape.
  ///   - title: the title of the page.
  /// - Throws: an error of the recipe or its shapes, `ExplainPage.Refusal`, `FileError`.
  func write(
    _ recipe: Recipe, over shape: Shape, isGiven: Bool, samples: Image?, hasAlpha: Bool,
    title: String
  ) throws {
    guard let html else { return }
    var shape = shape
    if !isGiven {
      // Small, unless a kernel needs more.
      shape = shape.with(height: Self.side, width: Self.side)
      if (try? Self.explanation(recipe, over: shape, hasAlpha)) == nil {
        shape = shape.with(height: ExplainPage.maxSide, width: ExplainPage.maxSide)
      }
    }
    var note: String?
    if samples == nil, max(shape.height, shape.width) > ExplainPage.maxSide {
      let reduced = Self.reduced(shape)
      note =
        "The page shows an image of \(reduced.width) x \(reduced.height), "
        + "in place of \(shape.width) x \(shape.height)."
      shape = reduced
    }
    let explanation = try Self.explanation(recipe, over: shape, hasAlpha)
    let input: ExplainPage.Input
    if let samples, let image {
      input = .init(.file(image.name), samples)
    } else {
      input = image == .ramp ? .ramp(shape) : .init(for: explanation)
    }
    let page = try ExplainPage(explanation, of: recipe, input: input, title: title, note: note)
    try WholeFile.write(Array(page.html.utf8), to: html)
    if let note {
      Console.printMessage("note: \(note.prefix(1).lowercased() + note.dropFirst().dropLast())")
    }
  }

  /// The height and width of a page's image if the user gave none.
  private static let side = 8

  /// Explains a recipe over an image of 8-bit samples.
  private static func explanation(
    _ recipe: Recipe, over shape: Shape, _ hasAlpha: Bool
  ) throws -> Explanation {
    let tolerating = try recipe.tolerating(
      FilterOptions.tolerableLevels / 255, over: shape, hasAlpha: hasAlpha)
    return try Explanation(tolerating, over: shape, hasAlpha: hasAlpha)
  }

  /// Returns a shape with the longer side a page can show, of about the same proportions.
  private static func reduced(_ shape: Shape) -> Shape {
    let longer = max(shape.height, shape.width)
    func side(_ count: Int) -> Int {
      max(1, (count * ExplainPage.maxSide + longer / 2) / longer)
    }
    return shape.with(height: side(shape.height), width: side(shape.width))
  }
}

extension Shape {
  /// Returns the shape with another height and width.
  fileprivate func with(height: Int, width: Int) -> Shape {
    Shape(channels: channels, height: height, width: width)
  }
}
