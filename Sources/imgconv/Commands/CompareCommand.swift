// SPDX-License-Identifier: Apache-2.0

import ImageMetrics
import ArgumentParser
import Batch
import ImageFiles

/// `imgconv compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two images: maximum, mean and RMS error, PSNR, SSIM.",
    usage: "imgconv compare [options] A B",
    discussion: """
      Both images have one shape. Samples count from 0 to 1, whatever the depth; alpha is a \
      channel like the others.

      FORMULA
        largest  max |a - b|, and the first pixel x,y where it occurs
        mean     mean |a - b|
        RMS      sqrt(mean (a - b)^2)
        PSNR     -20 log10(RMS) in decibels; inf for equal images
        SSIM     Wang et al. 2004: the mean, over all windows inside the image,
                 of (2 ma mb + C1) (2 c + C2) /
                 ((ma^2 + mb^2 + C1) (va + vb + C2)),
                 11 x 11 Gaussian weights of sigma 1.5, C1 = 0.01^2,
                 C2 = 0.03^2; 1 for equal images; - for images smaller than a
                 window
        The line "all" joins the channels; its SSIM is the mean of theirs.

      The heat map shows the largest error of each pixel's channels, from black for 0 over blue, \
      purple, orange and yellow to white for the largest error of the image.

      EXAMPLES
        imgconv compare a.png b.png
        imgconv compare --tolerance 1/255 expected.png result.png
        imgconv compare --json --heatmap errors.png a.jpg b.png

      EXIT CODES
        0  compared, and within the tolerance if there is one
        1  the largest error is above the tolerance, or no number
        The others are those of every command.
      """)

  @Argument(
    help: ArgumentHelp("The first image; - is standard input.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(
    help: ArgumentHelp("The second image; - is standard input.", valueName: "b"),
    completion: .file())
  var second: String

  @Option(
    help: ArgumentHelp(
      "Max error to accept, such as 0.01 or 1/255.", valueName: "t"))
  var tolerance: Tolerance?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    help: ArgumentHelp("Write an image of the errors.", valueName: "out.png"),
    completion: .file())
  var heatmap: String?

  @Option(help: ArgumentHelp("Max pixels of an image.", valueName: "n"))
  var maxPixels = PixelCount(ReadLimits().maxPixels)

  func validate() throws {
    if first == "-" && second == "-" {
      throw ValidationError("only one of the images can be standard input (-)")
    }
    guard let heatmap else { return }
    if FileFormat(fileName: heatmap) != .png {
      throw ValidationError("--heatmap writes PNG; give it a name that ends in .png")
    }
    if let input = [first, second].map(Self.input).first(where: { !$0.canBeReopened }) {
      throw ValidationError(
        "--heatmap reads both images twice, which \(input.name) does not allow; give files")
    }
  }

  func run() throws {
    var comparison = FileComparison(Self.input(first), Self.input(second))
    comparison.limits = ReadLimits(maxPixels: maxPixels.pixels)
    comparison.heatMap = heatmap
    let result = try comparison.run()
    let report = ComparisonReport(result, first: first, second: second, tolerance: tolerance)
    try Console.printOutput(json ? report.json.line : report.table).endCommand()
    if let complaint = report.complaint {
      Console.printMessage("\(comparison.second.name): \(complaint)")
      try RunStatus.someFailed.endCommand()
    }
  }

  private static func input(_ name: String) -> Input {
    name == "-" ? .standardInput : .path(name)
  }
}
