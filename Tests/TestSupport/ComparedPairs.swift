// SPDX-License-Identifier: Apache-2.0

public import Filters
import Foundation

/// Pairs of images and the metrics of their difference, computed in float64 by other programs.
///
/// `Tests/Vectors/make_compare_vectors.py` writes the files and describes their form.
public enum ComparedPairs {
  /// One pair.
  public struct Pair: Sendable, CustomStringConvertible {
    /// Unique among all pairs.
    public let name: String
    /// The first image.
    public let first: Image
    /// The second image, of the same shape.
    public let second: Image
    /// The metrics by name, `max`, `mean`, `rms`, `psnr` and `ssim`: a number for each channel.
    public let metrics: [String: [Double]]

    /// The name and the shape.
    public var description: String { "\(name) \(first.shape)" }
  }

  /// Reads all pairs.
  ///
  /// - Throws: `StoredVectors.Malformed`, or Foundation's error if a file cannot be read.
  public static func all() throws -> [Pair] {
    let directory = StoredVectors.directory
    let samples = try StoredVectors.numbers(
      directory.appending(path: "compare.npy"), kind: "<f4", bytes: 4
    ) { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    let index = try String(contentsOf: directory.appending(path: "compare.txt"), encoding: .utf8)
    return try index.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      guard let pair = parse(line, samples) else {
        throw StoredVectors.Malformed(place: String(line))
      }
      return pair
    }
  }

  private static func parse(_ line: Substring, _ samples: [Float]) -> Pair? {
    let words = line.split(separator: " ").map(String.init)
    var values: [String: String] = [:]
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      values[String(parts[0])] = String(parts[1])
    }
    guard words.count == 8,
      let (firstShape, first) = StoredVectors.block(values["first"], of: samples),
      let (secondShape, second) = StoredVectors.block(values["second"], of: samples),
      firstShape == secondShape
    else { return nil }
    var metrics: [String: [Double]] = [:]
    for key in ["max", "mean", "rms", "psnr", "ssim"] {
      let numbers = (values[key] ?? "").split(separator: ",").compactMap { Double($0) }
      guard numbers.count == firstShape.channels else { return nil }
      metrics[key] = numbers
    }
    return Pair(
      name: words[0], first: Image(firstShape, samples: first),
      second: Image(secondShape, samples: second), metrics: metrics)
  }
}
