// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Descriptions
import ImageFiles

/// `imgconv info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show format, size, color model and metadata.",
    usage: "imgconv info [--json] FILE...",
    discussion: """
      Reads the header and the metadata, not the samples.

      EXAMPLES
        imgconv info photo.jpg
        imgconv info --json photo.jpg scan.png
      """)

  @Argument(
    help: ArgumentHelp("The image files; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String]

  @Flag(help: "Print one JSON object per line and file.")
  var json = false

  @Option(help: ArgumentHelp("Max pixels of an image.", valueName: "n"))
  var maxPixels = PixelCount(ReadLimits().maxPixels)

  func run() throws {
    var failures: [RunStatus] = []
    for file in files {
      do {
        let reader = try ImageReader(
          file == "-" ? .standardInput : .path(file),
          limits: ReadLimits(maxPixels: maxPixels.pixels))
        let facts = ImageFacts(reader, name: file)
        try Console.printOutput(json ? facts.json.line : facts.text).endCommand()
      } catch let error as FileError {
        Console.printError(error)
        failures.append(RunStatus(error))
      }
    }
    if let first = failures.first {
      try (files.count == 1 ? first : .someFailed).endCommand()
    }
  }
}
