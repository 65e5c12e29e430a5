// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Recipes

/// An option that gives the size of the image besides `--input`.
protocol SizeOption: ParsableArguments {
  /// The size; `nil` if the option was not given.
  var value: WidthByHeight? { get }
}

extension SizeOption {
  /// Checks that the size is given once.
  ///
  /// - Throws: `ValidationError`.
  func check(against options: ExplainOptions) throws {
    if options.input != nil && value != nil {
      throw ValidationError("--size is a deprecated form of --input; give one of them")
    }
  }

  /// Prints a note that names `--input` if the option was given.
  func warn() {
    guard let value else { return }
    Console.printMessage(
      "note: --size HEIGHTxWIDTH is deprecated; write --input \(value.width)x\(value.height)",
      color: .yellow)
  }
}

/// The option `--size HxW`, the former name of `--input WxH`.
struct DeprecatedSize: SizeOption {
  @Option(
    help: ArgumentHelp(
      "Deprecated: size of the image, rows first; use --input.", valueName: "hxw",
      visibility: .hidden))
  var size: HeightByWidth?

  var value: WidthByHeight? { size?.size }
}

/// No such option, for filters where `--size` means something else.
struct NoDeprecatedSize: SizeOption {
  var value: WidthByHeight? { nil }
}
