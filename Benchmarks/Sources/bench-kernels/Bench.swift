// SPDX-License-Identifier: Apache-2.0

import Clock
import Filters

/// A case with its input in memory and its output kept, so that a run pays for neither.
final class Bench {
  private let shape: Shape
  private let stages: [any Stage]
  /// The filter over pixels that conversions run in place of the stages, if there is one.
  private let filter: PixelFilter?
  private let input: Input
  private var output: Pixels?
  private let outputSamples: Int
  private let facts: String

  private enum Input {
    case pixels(Pixels)
    case planes([Float])
  }

  init(_ test: Case) throws {
    shape = test.shape
    let lowered = try test.filter.lowered(for: shape, hasAlpha: false, options: Case.options)
    stages = lowered.stages
    filter = test.samples == .pixels ? PixelFilter(lowered, over: shape) : nil
    let result = try stages.reduce(shape) { try $1.outputShape(for: $0) }
    outputSamples = result.sampleCount
    facts = "\(try test.multiplyAdds())\t\(try test.bytes())"
    let noise = Pixels.noise(shape)
    switch test.samples {
    case .pixels:
      input = .pixels(noise)
      output = Pixels(result)
    case .planes:
      input = .planes(noise.samples.map { Float($0) / 255 })
      output = nil
    }
  }

  /// Runs the filter once and says, tabs between, what is printed behind its name: nanoseconds of CPU time an output
  /// sample, multiply-adds a sample, bytes a sample.
  func run() throws -> String {
    let seconds = try timed {
      if let filter, case .pixels(let pixels) = input { return try run(filter, over: pixels) }
      var kept = output.take()
      let chain = try source().streamed(through: stages)
      var buffers = try RowBuffers(forRowsOf: chain)
      var y = 0
      while y < chain.shape.height {
        let count = try buffers.pull(upTo: chain.shape.height - y, from: chain)
        for index in 0..<count { kept?.store(buffers[index], y: y + index) }
        y += count
      }
      output = kept
    }
    let nanoseconds = seconds / Double(outputSamples) * 1e9
    return "\((nanoseconds * 1e4).rounded() / 1e4)\t\(facts)"
  }

  private func run(_ filter: PixelFilter, over pixels: Pixels) throws {
    var kept = output.take()
    let rows = try FilteredPixels(filter, over: PixelRows(pixels))
    for y in 0..<filter.output.height { try kept?.pull(y, from: rows) }
    output = kept
  }

  private func source() -> any RowSource {
    switch input {
    case .pixels(let pixels): PixelRows(pixels)
    case .planes(let samples): PlaneSource(shape, samples)
    }
  }
}

/// Delivers rows of planes in memory.
private final class PlaneSource: RowSource {
  let shape: Shape
  private let samples: [Float]
  private var next = 0

  init(_ shape: Shape, _ samples: [Float]) {
    self.shape = shape
    self.samples = samples
  }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    for channel in 0..<shape.channels {
      var line = row.channel(channel)
      let start = (channel * shape.height + next) * shape.width
      for x in line.indices { line[x] = samples[start + x] }
    }
    next += 1
  }
}
