// SPDX-License-Identifier: Apache-2.0

import CRowLoops

private func unit(_ number: Int) -> Float { Float(number) / 65535 }
private func byte(_ number: Int) -> UInt8 { UInt8(number >> 8) }
private func word(_ number: Int) -> UInt16 { UInt16(number) }
/// A sample of a plane.
private func planeSample(_ number: Int) -> Int16 { Int16(number / 2 - 16384) }
/// A sum of levels, 0 to 510.
private func levelSum(_ number: Int) -> Int16 { Int16(number >> 8) * 2 }

private let blockSize = Int(CRL_PAIR_BLOCK)
private let room = Int(CRL_LEVEL_ROOM)
private func whole(_ count: Int, _ block: Int) -> Int { (count + block - 1) / block * block }

extension FencedLoop {
  /// Every loop, in the order of `crl_loops`.
  static let all = sums + points + conversions + pairs + levels + png

  /// Taps of a column from row 0 on.
  private static func column(_ count: Int) -> [crl_tap] {
    (0..<count).map { crl_tap(row: UInt32($0), column: 0, weight: unit($0 * 3001 % 65536)) }
  }

  private static func rows(_ fences: Fences, _ rows: Int, _ count: Int) throws -> [UnsafePointer<
    Float
  >?] {
    try (0..<rows).map { _ in UnsafePointer(try fences.input(count, unit)) }
  }

  private static func outputs(_ fences: Fences, _ rows: Int, _ count: Int) throws
    -> [UnsafeMutablePointer<Float>?]
  {
    try (0..<rows).map { _ in try fences.output(count, of: Float.self) }
  }

  private static let sums: [FencedLoop] =
    [1, 2, 3].map { stride in
      FencedLoop("weighted_sum, stride \(stride)") { loops, fences, width in
        let halo = 2
        let row = try fences.input((width - 1) * stride + 1 + 2 * halo, unit) + halo
        let taps = (-halo...halo).map {
          crl_tap(row: 0, column: Int32($0), weight: unit(9001 + $0))
        }
        let out = try fences.output(width, of: Float.self)
        loops.weighted_sum(out, width, [UnsafePointer(row)], taps, taps.count, 0.25, stride)
      }
    } + [
      FencedLoop("weighted_sum of 40 rows") { loops, fences, width in
        let rows = try rows(fences, 40, width)
        loops.weighted_sum(
          try fences.output(width, of: Float.self), width, rows, column(40), 40, 0, 1)
      },
      FencedLoop("weighted_pair") { loops, fences, width in
        let (rows, taps) = (try rows(fences, 6, width), column(5))
        let outs = try outputs(fences, 2, width)
        taps.withUnsafeBufferPointer { taps in
          let phase = crl_phase(taps: taps.baseAddress, tap_count: 5, bias: 0.5)
          loops.weighted_pair(outs[0], outs[1], width, rows, 1, [phase, phase], 1)
        }
      },
      FencedLoop("weighted_quad") { loops, fences, width in
        let rows = try rows(fences, 10, width)
        loops.weighted_quad(try outputs(fences, 4, width), width, rows, 1, column(7), 7, 0.5)
      },
      FencedLoop("weighted_group") { loops, fences, width in
        for count in 1...Int(CRL_GROUP) {
          let taps = (0..<count).flatMap { _ in column(3) }
          loops.weighted_group(
            try outputs(fences, count, width), count, width, try rows(fences, 3, width), taps, 3,
            [Float](repeating: 0.5, count: count))
        }
      },
      FencedLoop("weighted_phases") { loops, fences, width in
        // The last group is cut where the row ends.
        let (rows, taps) = (try rows(fences, 3, (width + 1) / 2), column(3))
        let out = try fences.output(width, of: Float.self)
        taps.withUnsafeBufferPointer { taps in
          let phase = crl_phase(taps: taps.baseAddress, tap_count: 3, bias: 0.5)
          loops.weighted_phases(out, width, rows, [phase, phase], 2)
        }
      },
      FencedLoop("resample") { loops, fences, width in
        try resample(loops, fences, width)
      },
      FencedLoop("weighted_moments") { loops, fences, width in
        let rows = try rows(fences, 6, width)
        let weights = [0.25, 0.5, 0.25] as [Float]
        let taps = weights.indices.map { crl_tap(row: UInt32($0), column: 0, weight: weights[$0]) }
        for step in [0, 3] {
          let outs = try outputs(fences, 2, width)
          loops.weighted_moments(outs[0], outs[1], width, rows, taps, 3, step)
        }
      },
      FencedLoop("interleave") { loops, fences, width in
        for phases in 1...5 {
          let rows = try rows(fences, phases, (width + phases - 1) / phases)
          loops.interleave(try fences.output(width, of: Float.self), width, rows, phases)
        }
      },
    ]

  /// Outputs that each read two neighboring samples from their own column on.
  private static func resample(_ loops: crl_loops, _ fences: Fences, _ width: Int) throws {
    let lanes = Int(CRL_LANES)
    func block(from first: Int) -> crl_block {
      var block = crl_block()
      (block.taps, block.full) = (2, 2)
      withUnsafeMutableBytes(of: &block.starts) { bytes in
        for lane in 0..<lanes {
          bytes.storeBytes(of: Int32(first + lane), toByteOffset: 4 * lane, as: Int32.self)
        }
      }
      return block
    }
    let blocks = [block(from: 0), block(from: max(0, width - lanes))]
    let weights = (0..<(2 * lanes)).map { unit(1000 * $0) }
    // A row shorter than a block has fewer outputs than lanes, whose terms are not read.
    let rows = try rows(fences, 3, width + 1)
    let outs = try outputs(fences, 3, width)
    blocks.withUnsafeBufferPointer { blocks in
      weights.withUnsafeBufferPointer { weights in
        var table = crl_resampling(
          blocks: blocks.baseAddress, weights: weights.baseAddress, period: 1, advance: lanes,
          step: 1)
        loops.resample(outs, rows, 3, width, &table, 0, width + 1)
      }
    }
  }

  private static let points: [FencedLoop] = [
    FencedLoop("magnitude, multiply, divide") { loops, fences, width in
      for loop in [loops.magnitude, loops.multiply, loops.divide] {
        loop?(
          try fences.output(width, of: Float.self), try fences.input(width, unit),
          try fences.input(width, unit), width)
      }
    },
    FencedLoop("absolute, affine, count_outside") { loops, fences, width in
      let row = try fences.input(width) { unit($0) - 0.5 }
      loops.absolute(try fences.output(width, of: Float.self), row, width)
      loops.affine(try fences.output(width, of: Float.self), row, 0.3, -0.7, width)
      try fences.output(1, of: Int.self).pointee = loops.count_outside(row, -0.25, 0.25, width)
    },
    FencedLoop("to_linear, from_linear") { loops, fences, width in
      for kind in [CRL_POWER, CRL_PQ, CRL_HLG] {
        var curve = crl_curve()
        (curve.kind, curve.stored_limit, curve.light_limit) = (kind, 0.04045, 0.0031308)
        (curve.to_slope, curve.from_slope) = (1 / 12.92, 12.92)
        (curve.offset, curve.scale, curve.power) = (0.055, 1.055, 2.4)
        loops.to_linear(
          try fences.output(width, of: Float.self), try fences.input(width, unit), &curve, width)
        loops.from_linear(
          try fences.output(width, of: Float.self), try fences.input(width, unit), &curve, width)
      }
    },
    FencedLoop("look_up_u8") { loops, fences, width in
      let table = try fences.input(256, unit)
      let levels = try fences.input(width) { Float(byte($0)) / 255 }
      let isFound = loops.look_up_u8(try fences.output(width, of: Float.self), levels, table, width)
      try fences.output(1, of: Bool.self).pointee = isFound
    },
  ]

  private static let conversions: [FencedLoop] = (1...4).flatMap { channels in
    [
      FencedLoop("planes_from_u8, u16, \(channels) channels") { loops, fences, width in
        loops.planes_from_u8(
          try outputs(fences, channels, width), try fences.input(width * channels, byte), width,
          channels)
        loops.planes_from_u16(
          try outputs(fences, channels, width), try fences.input(width * channels, word), width,
          channels)
      },
      FencedLoop("u8_from_planes, u16, \(channels) channels") { loops, fences, width in
        let planes = try rows(fences, channels, width)
        loops.u8_from_planes(
          try fences.output(width * channels, of: UInt8.self), planes, width, channels)
        loops.u16_from_planes(
          try fences.output(width * channels, of: UInt16.self), planes, width, channels)
      },
    ]
  }

  private static let pairs: [FencedLoop] = [
    FencedLoop("pairs_from_rgb, pairs_from_gray") { loops, fences, width in
      let planes = try (0..<3).map { _ in Optional(try fences.output(2 * width, of: Int16.self)) }
      loops.pairs_from_rgb(
        planes, try fences.input(3 * width, byte), try fences.input(3 * width, byte), width)
      loops.pairs_from_gray(
        try fences.output(2 * width, of: Int16.self), try fences.input(width, byte),
        try fences.input(width, byte),
        width)
    },
    FencedLoop("pair_rows") { loops, fences, width in
      let count = whole(width, blockSize)
      let rows = try (0..<4).map { _ in
        Optional(UnsafePointer(try fences.input(2 * count, planeSample)))
      }
      let outs = try (0..<2).map { _ in try fences.output(count, of: Int16.self, compared: width) }
      withSums { loops.pair_rows(outs[0], outs[1], width, rows, $0) }
    },
    FencedLoop("pair_columns") { loops, fences, width in
      let line = try fences.input(2 * (whole(width, blockSize) + 4), planeSample)
      let out = try fences.output(whole(width, blockSize), of: UInt8.self, compared: width)
      withSums { loops.pair_columns(out, width, line, $0) }
    },
  ]

  /// Two sums of four pairs.
  private static func withSums(_ body: (UnsafePointer<crl_pair_sums>) -> Void) {
    let even: [Int16] = [1024, 2048, 4096, 1024, 4096, 2048, 1024, 1024]
    let odd = Array(even.reversed())
    even.withUnsafeBufferPointer { even in
      odd.withUnsafeBufferPointer { odd in
        var sums = crl_pair_sums(
          even: even.baseAddress, odd: odd.baseAddress, pair_count: 4, shift: 14)
        body(&sums)
      }
    }
  }

  private static let levels: [FencedLoop] =
    [
      FencedLoop("level_rows") { loops, fences, width in
        let count = whole(width, 32)
        let rows = try (0..<2).map { _ in
          Optional(UnsafePointer(try fences.input(count + room, byte)))
        }
        loops.level_rows(
          try fences.output(count, of: Int16.self, compared: width), rows, [1, 1], 2, 0, width)
      }
    ]
    + (1...4).flatMap { step in
      [
        FencedLoop("level_halves, level_doubles, \(step) channels") { loops, fences, width in
          let line = try fences.input((2 * width + 2) * step + room, levelSum)
          loops.level_halves(
            try fences.output(width * step, of: UInt8.self), width, line, [1, 1], 2, 2, step)
          let weights: [Int16] = [-3, 29, 111, -9, -9, 111, 29, -3]
          let short = try fences.input((width + 4) * step + room, levelSum)
          _ = loops.level_doubles(
            try fences.output(2 * width * step, of: UInt8.self), width, short, weights, 9, step)
        },
        FencedLoop("level_gradients, \(step) channels") { loops, fences, width in
          let rows = try (0..<3).map { _ in
            Optional(UnsafePointer(try fences.input((width + 2) * step + room, byte) + step))
          }
          _ = loops.level_gradients(
            try fences.output(width * step, of: UInt8.self), width * step, rows, step, 1, 2, 0.25)
        },
      ]
    } + [
      FencedLoop("level_matrix") { loops, fences, width in
        let pixels = try fences.input(3 * width + room, byte)
        let weights = (0..<9).map { unit(7001 * $0) }
        for outputs in [1, 3] {
          _ = loops.level_matrix(
            try fences.output(outputs * width, of: UInt8.self), pixels, width, weights, [1, 2, 3],
            outputs, true)
        }
      }
    ]

  private static let png: [FencedLoop] =
    [1, 2, 3, 4, 6, 8].map { step in
      FencedLoop("PNG's filters, \(step) bytes a pixel") { loops, fences, width in
        let count = width * step
        func row() throws -> UnsafeMutablePointer<UInt8> {
          let start = try fences.input(step + count, byte)
          for index in 0..<step { start[index] = 0 }
          return start + step
        }
        let (current, above) = (try row(), try row())
        loops.png_filter_costs(
          try fences.output(Int(CRL_PNG_FILTERS), of: UInt64.self), current, above, count, step)
        let plain = try fences.input(count, byte)
        for filter in [CRL_PNG_NONE, CRL_PNG_SUB, CRL_PNG_UP, CRL_PNG_AVERAGE, CRL_PNG_PAETH] {
          let out = try fences.output(count, of: UInt8.self)
          loops.png_filter(out, filter, current, above, count, step)
          loops.png_unfilter(out, filter, plain, count, step)
        }
        for rowCount in 1...Int(CRL_PNG_WAVE) {
          let rows = try fences.output(rowCount * count, of: UInt8.self)
          for index in 0..<rowCount * count { rows[index] = byte(index * 7919 % 65536) }
          loops.png_unfilter_paeth(rows, count, rowCount, plain, count, step)
        }
      }
    } + [
      FencedLoop("adler32") { loops, fences, width in
        try fences.output(1, of: UInt32.self).pointee = loops.adler32(
          1, try fences.input(width, byte), width)
      }
    ]
}
