// SPDX-License-Identifier: Apache-2.0

import Filters

/// The kernels to which a chain of weighted sums multiplies out, if it is linear and shift-invariant: one
/// convolution with them computes what the chain does, away from the edges.
///
/// Output sample (o, y, x) is biases[o] + the sum over the kernels of o, and over (i, j), of
/// weights[i, j] * input[kernel's input, y + top + i, x + left + j].
package struct ComposedKernels: Sendable {
  /// The kernel from one input channel to one output channel.
  package struct Kernel: Hashable, Sendable {
    /// The output channel.
    package let output: Int
    /// The input channel.
    package let input: Int
    /// The row of the first weights, counted from the output sample.
    package let top: Int
    /// The column of the first weights, counted from the output sample.
    package let left: Int
    /// The weights.
    package let weights: Matrix
  }

  /// Kernels with equal weights at equal places.
  package struct Group: Sendable {
    /// The kernels; at least one.
    package let kernels: [Kernel]
    /// The weights of each.
    package var weights: Matrix { kernels[0].weights }
  }

  /// The kernels, by output channel and then by input channel; those of weights 0 are left out.
  package let kernels: [Kernel]
  /// The part of each output channel that does not depend on the image.
  package let biases: [Double]

  /// The most products that are summed.
  private static let maxWork = 1_000_000
  /// The most samples that an output sample may depend on.
  private static let maxTerms = 1 << 15

  /// One weight, with the input sample it multiplies.
  private struct Term {
    let channel: Int
    let row: Int
    let column: Int
    let weight: Double

    var place: [Int] { [channel, row, column] }
  }

  /// Multiplies out a chain; `nil` if it has no convolution, is not linear, is not shift-invariant (it
  /// changes the size by a factor), or would take too long.
  package init?(_ stages: [ExplainedStage]) {
    guard let last = stages.last, stages.contains(where: { $0.axes != nil }),
      stages.allSatisfy({ $0.isWeightedSum && $0.isShiftInvariant })
    else { return nil }
    var kernels: [Kernel] = []
    var biases: [Double] = []
    var work = 0
    for output in 0..<last.output.channels {
      var terms = [Term(channel: output, row: 0, column: 0, weight: 1)]
      var bias = 0.0
      for stage in stages.reversed() {
        guard let before = Self.terms(terms, before: stage, bias: &bias, work: &work) else {
          return nil
        }
        terms = before
      }
      kernels += Self.kernels(terms, of: output)
      biases.append(bias)
    }
    self.kernels = kernels
    self.biases = biases
  }

  /// Returns the terms in the samples before a stage; `nil` if they are too many.
  private static func terms(
    _ terms: [Term], before stage: ExplainedStage, bias: inout Double, work: inout Int
  ) -> [Term]? {
    var reads: [Int: SampleDependencies] = [:]
    var products: [Term] = []
    for term in terms {
      guard
        let sources = reads[term.channel]
          ?? stage.stage.dependencies(channel: term.channel, y: 0, x: 0, over: stage.input)
      else { return nil }
      reads[term.channel] = sources
      work += sources.reads.count
      guard work <= maxWork else { return nil }
      bias += term.weight * Double(sources.bias)
      products += sources.reads.map {
        Term(
          channel: $0.channel, row: term.row + $0.row, column: term.column + $0.column,
          weight: term.weight * Double($0.weight ?? 0))
      }
    }
    let merged = Self.merged(products)
    return merged.count <= maxTerms ? merged : nil
  }

  /// Returns the terms with those of one sample added, in the order of their places.
  private static func merged(_ terms: [Term]) -> [Term] {
    // Sorting by the order of arrival too makes the sums the same each time.
    let order = terms.indices.sorted { a, b in
      let (x, y) = (terms[a], terms[b])
      return (x.channel, x.row, x.column, a) < (y.channel, y.row, y.column, b)
    }
    var result: [Term] = []
    for index in order {
      let term = terms[index]
      if let last = result.last, last.place == term.place {
        result[result.count - 1] = Term(
          channel: last.channel, row: last.row, column: last.column,
          weight: last.weight + term.weight)
      } else {
        result.append(term)
      }
    }
    return result
  }

  private static func kernels(_ terms: [Term], of output: Int) -> [Kernel] {
    let channels = Dictionary(grouping: terms.filter { $0.weight != 0 }, by: \.channel)
    return channels.sorted { $0.key < $1.key }.compactMap { input, terms in
      guard let top = terms.map(\.row).min(), let bottom = terms.map(\.row).max(),
        let left = terms.map(\.column).min(), let right = terms.map(\.column).max()
      else { return nil }
      var weights = Matrix(rows: bottom - top + 1, columns: right - left + 1)
      for term in terms { weights[term.row - top, term.column - left] = term.weight }
      return Kernel(output: output, input: input, top: top, left: left, weights: weights)
    }
  }

  /// The kernels, equal ones together, in the order of the first of each.
  package var groups: [Group] {
    var known: [Key: Int] = [:]
    var groups: [[Kernel]] = []
    for kernel in kernels {
      let key = Key(top: kernel.top, left: kernel.left, weights: kernel.weights)
      if let index = known[key] {
        groups[index].append(kernel)
      } else {
        known[key] = groups.count
        groups.append([kernel])
      }
    }
    return groups.map(Group.init)
  }

  private struct Key: Hashable {
    let top: Int
    let left: Int
    let weights: Matrix
  }
}

extension ExplainedStage {
  /// Whether an output shifted by a sample reads inputs shifted by a sample.
  fileprivate var isShiftInvariant: Bool {
    [stage.rows, stage.columns].allSatisfy { $0.inputs == 1 && $0.outputs == 1 }
  }
}
