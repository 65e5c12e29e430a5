// SPDX-License-Identifier: Apache-2.0

import ImageMetrics
import Batch
import Filters
import ImageFiles

/// The output of `imgconv compare` about two files.
struct ComparisonReport {
  private let result: FileComparison.Result
  private let first: String
  private let second: String
  private let tolerance: Tolerance?

  init(
    _ result: FileComparison.Result, first: String, second: String, tolerance: Tolerance?
  ) {
    self.result = result
    self.first = first
    self.second = second
    self.tolerance = tolerance
  }

  /// Why the images differ too much; `nil` if they do not, or if no tolerance was given.
  ///
  /// NaN is above every tolerance.
  var complaint: String? {
    guard let tolerance, !isWithin(tolerance) else { return nil }
    let all = result.comparison.all
    let largest = NumberText.significant(all.largest, digits: 4)
    let place = all.place.map { " at " + text(of: $0) } ?? ""
    return "differs from \(first) by up to \(largest)\(place), more than \(tolerance.text)"
  }

  private func isWithin(_ tolerance: Tolerance) -> Bool {
    result.comparison.all.largest <= tolerance.value
  }

  // MARK: Text

  /// A table with a line of titles, a line for each channel and one for all of them.
  var table: String {
    var rows = [["", "largest", "at", "mean", "RMS", "PSNR", "SSIM"]]
    rows += zip(names, result.comparison.channels).map { cells($0, $1) }
    rows.append(cells("all", result.comparison.all))
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + space : "  " + space + cell
      }
      return line + "\n"
    }.joined()
  }

  /// The position as `x,y`; in a batch, after the index of the image.
  private func text(of place: ErrorMetrics.Place) -> String {
    (result.header.batchSize == nil ? "" : "image \(place.image): ") + "\(place.x),\(place.y)"
  }

  private func cells(_ name: String, _ metrics: ErrorMetrics) -> [String] {
    let errors = [metrics.largest, metrics.mean, metrics.rootMeanSquare].map {
      NumberText.significant($0, digits: 4)
    }
    let psnr = NumberText.fixed(metrics.peakSignalToNoise, decimals: 2)
    return [
      name, errors[0], metrics.place.map(text) ?? "-", errors[1], errors[2],
      psnr, Self.similarity(metrics.structuralSimilarity),
    ]
  }

  /// Returns a value with six decimals, or a bare 1 if it is exactly 1.
  private static func similarity(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value == 1 ? "1" : NumberText.fixed(value, decimals: 6)
  }

  /// The names of the channels: `gray` or `R`, `G`, `B`, and `alpha`; numbers in all other cases.
  private var names: [String] {
    let channels = result.header.shape.channels
    let colors = channels - (result.hasAlpha ? 1 : 0)
    let alpha = result.hasAlpha ? ["alpha"] : []
    return switch colors {
    case 1: ["gray"] + alpha
    case 3: ["R", "G", "B"] + alpha
    default: (0..<channels).map { "\($0)" }
    }
  }

  // MARK: JSON

  /// The comparison as JSON, with all digits.
  var json: JSON {
    let shape = result.header.shape
    let axis = result.header.batchSize.map { [$0] } ?? []
    var members: [(String, JSON)] = [
      ("first", .string(first)),
      ("second", .string(second)),
      ("shape", .array((axis + [shape.channels, shape.height, shape.width]).map { .number($0) })),
      (
        "channels",
        .array(
          zip(names, result.comparison.channels).map { name, metrics in
            .object([("name", .string(name))] + self.members(metrics))
          })
      ),
      ("all", .object(self.members(result.comparison.all))),
    ]
    if let tolerance {
      members += [
        ("tolerance", .real(tolerance.value)), ("within", .bool(isWithin(tolerance))),
      ]
    }
    return .object(members)
  }

  private func members(_ metrics: ErrorMetrics) -> [(String, JSON)] {
    let place = metrics.place.map { place -> JSON in
      let image = result.header.batchSize.map { _ in [("image", JSON.number(place.image))] } ?? []
      return .object(
        image + [
          ("channel", .number(place.channel)), ("x", .number(place.x)), ("y", .number(place.y)),
        ])
    }
    return [
      ("max", .real(metrics.largest)),
      ("at", place ?? .null),
      ("mean", .real(metrics.mean)),
      ("rms", .real(metrics.rootMeanSquare)),
      ("psnr", .real(metrics.peakSignalToNoise)),
      ("ssim", metrics.structuralSimilarity.map { .real($0) } ?? .null),
      ("nonfinite", .number(metrics.notFinite)),
    ]
  }
}
