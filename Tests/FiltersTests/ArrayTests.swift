// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing
import TestSupport

/// Chains over arrays of any layout, against the definition of a layout and `Recipe.applied`.
@safe
struct ArrayTests {
  /// Memory with an image of random samples in a random layout.
  @safe
  final class Memory {
    let layout: ArrayLayout
    let bytes: UnsafeMutableRawBufferPointer

    init(
      _ shape: Shape, _ type: SampleType, isOutput: Bool, using generator: inout SeededGenerator
    ) throws {
      let counts = [shape.channels, shape.height, shape.width]
      var strides = [0, 0, 0]
      var span = type.size
      // The axes in any order, with gaps, from either end; samples of an input may repeat.
      for axis in [0, 1, 2].shuffled(using: &generator) {
        let gap = Int.random(in: 0...3, using: &generator)
        strides[axis] = span + gap * Int.random(in: 0...1, using: &generator)
        span += strides[axis] * (counts[axis] - 1)
        if Bool.random(using: &generator) { strides[axis].negate() }
        if !isOutput && Int.random(in: 0..<8, using: &generator) == 0 { strides[axis] = 0 }
      }
      layout = try ArrayLayout(
        shape, type, channelStride: strides[0], rowStride: strides[1], columnStride: strides[2])
      unsafe bytes = .allocate(byteCount: layout.bytes.count, alignment: 16)
      for index in unsafe bytes.indices {
        unsafe bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      if type == .float16 || type == .float32 { fillFloats(using: &generator) }
    }

    deinit { unsafe bytes.deallocate() }

    var view: ArrayView { get throws { try view(layout) } }

    /// A view of this memory with another layout that fits.
    func view(_ other: ArrayLayout) throws -> ArrayView {
      let start = unsafe try #require(bytes.baseAddress)
      return unsafe try ArrayView(other, at: start - layout.bytes.lowerBound)
    }

    private func offset(_ channel: Int, _ y: Int, _ x: Int) -> Int {
      channel * layout.channelStride + y * layout.rowStride + x * layout.columnStride
        - layout.bytes.lowerBound
    }

    /// The sample as the definition of the type reads it.
    subscript(channel: Int, y: Int, x: Int) -> Float {
      let place = offset(channel, y, x)
      switch layout.type {
      case .uint8: return Float(unsafe bytes[place]) / 255
      case .uint16:
        return Float(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)) / 65535
      case .float16:
        let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)
        return Float16Bits(word: word).sample
      case .float32: return unsafe bytes.loadUnaligned(fromByteOffset: place, as: Float.self)
      }
    }

    /// The bits that the definition of the type stores for a sample, and the bits that are stored.
    func words(_ channel: Int, _ y: Int, _ x: Int, for sample: Float) -> (UInt32, UInt32) {
      let place = offset(channel, y, x)
      func level(_ most: Float) -> UInt32 {
        sample.isNaN ? 0 : UInt32(min(max(sample * most, 0), most).rounded(.toNearestOrEven))
      }
      switch layout.type {
      case .uint8: return (level(255), UInt32(unsafe bytes[place]))
      case .uint16:
        return (
          level(65535), UInt32(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        )
      case .float16:
        return (
          UInt32(Float16Bits(rounding: sample).word),
          UInt32(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        )
      case .float32:
        return (
          sample.bitPattern, unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        )
      }
    }

    private func fillFloats(using generator: inout SeededGenerator) {
      for channel in 0..<layout.shape.channels {
        for y in 0..<layout.shape.height {
          for x in 0..<layout.shape.width {
            let sample = Float.random(in: -0.5...1.5, using: &generator)
            let place = offset(channel, y, x)
            if layout.type == .float32 {
              unsafe bytes.storeBytes(of: sample, toByteOffset: place, as: Float.self)
            } else {
              let word = Float16Bits(rounding: sample).word
              unsafe bytes.storeBytes(of: word, toByteOffset: place, as: UInt16.self)
            }
          }
        }
      }
    }
  }

  private static func filter(using generator: inout SeededGenerator) throws -> Filter {
    let filters: [Filter] = [
      .blur(.gaussian(sigma: 1.5)), .edge(Edge()), .sharpen(Sharpen()),
      .upsample(Upsample(PerAxis(2))),
      .downsample(Downsample(PerAxis(2))), .blur(Blur(.box(radius: 3))),
      .resize(Resize(.scale(numerator: 7, denominator: 5))),
      .convolve(Convolve(try Weights(shape: [3, 3], values: [1, 2, 1, 0, 3, 0, -1, -2, -1]))),
      .convolve(
        Convolve(
          try Weights(shape: [4, 2], values: [1, 2, 1, 0, 3, 0, -1, -2]), stride: PerAxis(2),
          dilation: PerAxis(3))),
    ]
    return filters.randomElement(using: &generator) ?? filters[0]
  }

  @Test(
    "any layout and any division of the rows give the samples of the definition", arguments: 0..<700
  )
  func layoutsAndThreadsChangeNoBit(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: .random(in: 1...6, using: &generator),
      height: .random(in: 1...40, using: &generator),
      width: .random(in: 1...40, using: &generator))
    let borders: [BorderMode] = [.zero, .constant(0.25), .replicate, .symmetric, .reflect, .wrap]
    let options = FilterOptions(border: borders.randomElement(using: &generator))
    let steps = try (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      Recipe.Step(try Self.filter(using: &generator), options: options)
    }
    let recipe = Recipe(steps)
    let types = SampleType.allCases
    let input = try Memory(
      shape, types.randomElement(using: &generator) ?? .uint8, isOutput: false, using: &generator)
    var image = Image(shape, repeating: 0)
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width { image[channel, y, x] = input[channel, y, x] }
      }
    }
    let lowered: Lowered
    let expected: Image
    do {
      lowered = try recipe.lowered(for: shape, hasAlpha: false)
      expected = try recipe.applied(to: image)
    } catch is ShapeError {
      return  // a kernel larger than a small image
    }
    let output = try Memory(
      lowered.shape, types.randomElement(using: &generator) ?? .uint8, isOutput: true,
      using: &generator)
    let rendering = try ArrayRendering(lowered, from: input.view, to: output.view)
    // Cuts at any rows, also odd ones.
    let height = lowered.shape.height
    var cuts = Set(
      (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Int.random(in: 0...height, using: &generator)
      })
    cuts.formUnion([0, height])
    let sorted = cuts.sorted()
    _ = try rendering.run(zip(sorted, sorted.dropFirst()).map { $0..<$1 })
    for channel in 0..<lowered.shape.channels {
      for y in 0..<height {
        for x in 0..<lowered.shape.width {
          let (own, stored) = output.words(channel, y, x, for: expected[channel, y, x])
          guard own == stored else {
            Issue.record(
              "\(channel), \(y), \(x): \(stored), not \(own); \(input.layout), \(output.layout), \(sorted)"
            )
            return
          }
        }
      }
    }
  }

  @Test("layouts that leave the address space are refused")
  func farLayouts() throws {
    let shape = Shape(channels: 2, height: 3, width: 4)
    for stride in [Int.max, .min, .max / 2 + 1, .min / 2 - 1] {
      #expect(throws: ArrayError.range) {
        try ArrayLayout(shape, .float32, channelStride: 4, rowStride: stride, columnStride: 8)
      }
    }
    let layout = try ArrayLayout(
      shape, .uint8, channelStride: -1, rowStride: -8, columnStride: -2)
    #expect(throws: ArrayError.range) {
      unsafe try ArrayView(layout, at: #require(UnsafeMutableRawPointer(bitPattern: 20)))
    }
  }

  @Test("an output of another shape, or whose samples share a place, is refused")
  func misfits() throws {
    var generator = SeededGenerator(seed: 1)
    let shape = Shape(channels: 1, height: 4, width: 4)
    let lowered = try Recipe(.blur(.gaussian(sigma: 1))).lowered(for: shape, hasAlpha: false)
    let input = try Memory(shape, .uint8, isOutput: true, using: &generator)
    let other = Shape(channels: 1, height: 4, width: 5)
    let output = try Memory(other, .uint8, isOutput: true, using: &generator)
    #expect(throws: ArrayError.shape(other, needed: shape)) {
      try ArrayRendering(lowered, from: input.view, to: output.view)
    }
    let repeated = try ArrayLayout(
      shape, .uint8, channelStride: 0, rowStride: 0, columnStride: 1)
    #expect(throws: ArrayError.repeatedSamples) {
      try ArrayRendering(lowered, from: input.view, to: input.view(repeated))
    }
  }
}
