// SPDX-License-Identifier: Apache-2.0

import Filters

extension MatrixReport {
  /// The matrices as text: for each convolution the image, the kernels, the sums of products, the three
  /// forms with their columns, and the way back; numbers in aligned columns, zeros of matrices as points.
  package var text: String {
    let lines = readings.flatMap { $0.lines } + costs
    return lines.map { $0 + "\n" }.joined()
  }

  /// The sizes and costs of the convolutions as built, and of others in their place, in one table.
  private var costs: [String] {
    var table = TextTable(
      ["form", "kernels as columns", "unrolled", "weights", "multiply-adds"], right: [3, 4])
    for reading in readings {
      let matrix = reading.unrolled.matrix
      table.append([
        reading.title, reading.interleaving == nil ? Self.size(reading.kernels) : "-",
        Self.size(matrix), PlainText.count(reading.stage.weights),
        PlainText.count(reading.stage.multiplyAdds),
      ])
    }
    guard let costs = explanation.costs else { return table.lines }
    let forms =
      (readings.count > 1 ? [("all as built", costs.asBuilt)] : [])
      + [("one dense convolution", costs.asDense)]
      + (costs.asSeparable.map { [("depthwise, then 1 x 1: other values", $0)] } ?? [])
    for (name, cost) in forms {
      table.append([
        name, "-", "-", PlainText.count(cost.weights), PlainText.count(cost.multiplyAdds),
      ])
    }
    return table.lines
  }

  fileprivate static func size(_ matrix: Matrix) -> String { "\(matrix.rows) x \(matrix.columns)" }
}

extension MatrixReport.Reading {
  /// The most output samples whose products are printed, and the most products of each.
  private static let maxSums = 16

  private var isTransposed: Bool { interleaving != nil }

  /// The stages and their kind.
  fileprivate var title: String {
    isTransposed
      ? "stages \(number) and \(number + 1): transposed convolution"
      : "stage \(number): \(stage.kind)"
  }

  fileprivate var lines: [String] {
    var lines = ["\(title), \(input.shape) to \(output.shape)", ""]
    lines += NumberBlock.planes(input.samples.map(Double.init), input.shape).titled("image")
    if !isTransposed { lines += kernelLines }
    lines += sums
    if !isTransposed { lines += im2col }
    lines += unrolledLines + back
    let verdict = agrees ? "agree" : "DIFFER"
    return lines + [
      "sliding kernel, im2col and unrolled matrix \(verdict): "
        + "largest difference \(PlainText.number(difference, digits: 2))",
      "",
    ]
  }

  /// The kernels as they slide.
  private var kernelLines: [String] {
    guard let convolution = stage.stage.form.convolution else { return [] }
    let (rows, columns) = (convolution.vertical.taps, convolution.horizontal.taps)
    let shape = Shape(channels: convolution.inputChannels, height: rows, width: columns)
    return (0..<kernels.columns).flatMap { output in
      let values = (0..<kernels.rows).map { kernels[$0, output] }
      return NumberBlock.planes(values, shape, zeros: ".")
        .titled(kernels.columns == 1 ? "kernel" : "kernel of output channel \(output)")
    }
  }

  /// The sum of products of each output sample.
  private var sums: [String] {
    let matrix = unrolled.matrix
    let area = output.shape.height * output.shape.width
    let title =
      isTransposed
      ? "collected: each output sample is a sum of products"
      : "the kernel slides: each output sample is a sum of products"
    let lines = (0..<min(matrix.rows, Self.maxSums)).map { index in
      var terms = (0..<matrix.columns).filter { matrix[index, $0] != 0 }.map { column in
        Self.number(Double(input.samples[column])) + " x " + Self.number(matrix[index, column])
      }
      if terms.count > Self.maxSums {
        terms = terms.prefix(Self.maxSums) + ["... (\(terms.count) products)"]
      }
      if unrolled.constant[index] != 0 { terms.append(Self.number(unrolled.constant[index])) }
      let channel = output.shape.channels > 1 ? "channel \(index / area), " : ""
      let (row, column) = (index % area / output.shape.width, index % output.shape.width)
      return "  \(channel)row \(row), column \(column): "
        + (terms.isEmpty ? "0" : terms.joined(separator: " + "))
        + " = \(Self.number(Double(output.samples[index])))"
    }
    let left = matrix.rows - lines.count
    return [title] + lines + (left > 0 ? ["  and \(left) more"] : []) + [""]
  }

  /// The windows as rows, times the kernels as columns.
  private var im2col: [String] {
    let product = windows.multiplied(by: kernels)
    var parts: [(String, NumberBlock)] = [
      ("", NumberBlock(windows, zeros: ".")), ("x", NumberBlock(kernels, zeros: ".")),
    ]
    if biases.contains(where: { $0 != 0 }) {
      parts.append(("+", NumberBlock([biases], zeros: ".")))
    }
    var result = product
    for row in 0..<result.rows {
      for column in 0..<result.columns { result[row, column] += biases[column] }
    }
    parts.append(("=", NumberBlock(result)))
    let columns = kernels.columns == 1 ? "the kernel as a column" : "the kernels as columns"
    let sizes = "\(MatrixReport.size(windows)) times \(MatrixReport.size(kernels))"
    return Self.equation(
      "im2col, windows as rows, times \(columns): \(sizes) "
        + "(PyTorch's unfold has windows as columns)", parts)
  }

  /// The unrolled matrix times the image as a column, and the output column reshaped.
  private var unrolledLines: [String] {
    let matrix = unrolled.matrix
    var parts: [(String, NumberBlock)] = [
      ("", NumberBlock(matrix, zeros: ".")),
      ("x", NumberBlock(column: input.samples.map(Double.init))),
    ]
    if unrolled.constant.contains(where: { $0 != 0 }) {
      parts.append(("+", NumberBlock(column: unrolled.constant)))
    }
    parts.append(("=", NumberBlock(column: unrolled.applied(to: input.samples))))
    let rows = isTransposed ? ", each column the kernel spread from one input sample" : ""
    return Self.equation(
      "unrolled: a row for each output sample, a column for each input sample\(rows), times the image as a "
        + "column: \(MatrixReport.size(matrix)) times \(matrix.columns) x 1", parts)
      + NumberBlock.planes(output.samples.map(Double.init), output.shape)
      .titled("the output column in the shape of the output, \(output.shape)")
  }

  /// The transposed matrix times the output column: the size of the input again, not its values.
  private var back: [String] {
    let matrix = unrolled.matrix.transposed
    let result = zip(output.samples, unrolled.constant).map { Double($0) - $1 }
    let isSame = zip(returned, input.samples).allSatisfy { abs($0 - Double($1)) < 1e-6 }
    let name = isTransposed ? "convolution" : "transposed convolution"
    let column =
      unrolled.constant.contains { $0 != 0 } ? "output column less what was added" : "output column"
    let outcome =
      isSame ? "the image again" : "the size of the image again, \(input.shape), but not its values"
    return Self.equation(
      "back: the transposed matrix, that of the \(name), times the \(column): "
        + "\(MatrixReport.size(matrix)) times \(matrix.columns) x 1",
      [
        ("", NumberBlock(matrix, zeros: ".")), ("x", NumberBlock(column: result)),
        ("=", NumberBlock(column: returned)),
      ]) + NumberBlock.planes(returned, input.shape).titled(outcome)
  }

  private static func number(_ value: Double) -> String { PlainText.number(value, digits: 3) }

  /// Returns a title, and below it the blocks side by side; only the title if a block is too large.
  private static func equation(_ title: String, _ parts: [(sign: String, block: NumberBlock)])
    -> [String]
  {
    guard parts.allSatisfy({ $0.block.count <= MatrixReport.maxNumbers }) else {
      return [title + ": too large to print", ""]
    }
    return [title] + NumberBlock.sideBySide(parts) + [""]
  }
}
