// SPDX-License-Identifier: Apache-2.0

import Filters

/// The experiment of a `ReceptiveFieldProbe`: runs over images with some samples replaced.
struct ProbeExperiment {
  private let frame: ProbeFrame
  private var runsLeft: Int
  private let scenes: [Scene]

  /// An image, and samples to replace some of its own.
  private struct Scene {
    let image: Image
    let replacement: Image
  }

  /// Prepares the images.
  ///
  /// All replacement samples are positive, for functions of alpha and functions that clip negative
  /// samples.
  init(_ frame: ProbeFrame, runsAllowed: Int) {
    self.frame = frame
    runsLeft = runsAllowed
    var numbers = ProbeNumbers()
    let bright = { (scale: Float) in
      let count = frame.input.channels * frame.input.height * frame.input.width
      return Image(frame.input, samples: (0..<count).map { _ in numbers.next() * scale })
    }
    let dark = Image(frame.input, repeating: 0)
    // One is bright enough that adding a bias does not hide a weight of 1e-10, one faint enough to
    // be below any threshold.
    scenes = [
      Scene(image: dark, replacement: bright(0x1p20)),
      Scene(image: dark, replacement: bright(0x1p-20)),
      Scene(image: bright(1), replacement: bright(1)),
    ]
  }

  /// Returns the largest number of input rows or columns, from the first to the last, that move one
  /// output; `nil` if the allowed runs are used up.
  mutating func extent(_ direction: Convolution.Direction) -> Int? {
    let length = direction == .vertical ? frame.input.height : frame.input.width
    // For each output observed: the least number of rows at the start, and at the end, whose
    // replacement moves it.
    var unread: [(start: Int?, end: Int?)] = []
    for scene in scenes {
      guard let start = minMovingPosition(scene, direction, fromEnd: false),
        let end = minMovingPosition(scene, direction, fromEnd: true)
      else { return nil }
      let found = zip(start, end).map { (start: $0, end: $1) }
      unread =
        unread.isEmpty
        ? found
        : zip(unread, found).map { ($0.start.least($1.start), $0.end.least($1.end)) }
    }
    return unread.map { edges in
      guard let start = edges.start, let end = edges.end else { return 0 }
      return length - (start - 1) - (end - 1)
    }.max() ?? 0
  }

  /// Returns, for each output observed, the smallest number of rows or columns at one end whose
  /// replacement moves it; `nil` for an output that nothing moves, and `nil` for all if the runs
  /// are used up.
  ///
  /// All outputs are bisected together: a run for the middle of the widest bracket narrows every
  /// bracket around it.
  private mutating func minMovingPosition(
    _ scene: Scene, _ direction: Convolution.Direction, fromEnd: Bool
  ) -> [Int?]? {
    let length = direction == .vertical ? frame.input.height : frame.input.width
    guard let rest = run(scene.image),
      let all = run(Self.replacing(length, of: scene, direction, fromEnd: fromEnd))
    else { return nil }
    // More than `still` of the rows are needed; `moving` are enough.
    var brackets = rest.indices.map { (still: 0, moving: rest[$0] == all[$0] ? nil : length) }
    while let widest = brackets.max(by: { Self.width($0) < Self.width($1) }),
      let moving = widest.moving, moving - widest.still > 1
    {
      let middle = (widest.still + moving) / 2
      guard let moved = run(Self.replacing(middle, of: scene, direction, fromEnd: fromEnd)) else {
        return nil
      }
      for index in brackets.indices {
        guard let moving = brackets[index].moving else { continue }
        if moved[index] == rest[index] {
          brackets[index].still = max(brackets[index].still, min(middle, moving - 1))
        } else {
          brackets[index].moving = max(min(moving, middle), brackets[index].still + 1)
        }
      }
    }
    return brackets.map(\.moving)
  }

  private static func width(_ bracket: (still: Int, moving: Int?)) -> Int {
    bracket.moving.map { $0 - bracket.still } ?? 0
  }

  /// Returns the image of a scene with `count` of its rows or columns, from one end, replaced.
  private static func replacing(
    _ count: Int, of scene: Scene, _ direction: Convolution.Direction, fromEnd: Bool
  ) -> Image {
    let shape = scene.image.shape
    let length = direction == .vertical ? shape.height : shape.width
    let replaced = fromEnd ? (length - count)..<length : 0..<count
    var samples = scene.image.samples
    for index in samples.indices {
      let place =
        direction == .vertical ? index / shape.width % shape.height : index % shape.width
      if replaced.contains(place) { samples[index] = scene.replacement.samples[index] }
    }
    return Image(shape, samples: samples)
  }

  /// Returns the outputs observed, or `nil` if no run is left.
  private mutating func run(_ image: Image) -> [Float]? {
    guard runsLeft > 0 else { return nil }
    runsLeft -= 1
    var source = image.source()
    do {
      for stage in frame.stages { source = try Streamed(stage, over: source) }
      let output = try Image(collecting: source)
      return (0..<output.shape.channels).flatMap { channel in
        frame.rows.flatMap { y in frame.columns.map { x in output[channel, y, x] } }
      }
    } catch {
      preconditionFailure("the frame was made for these stages: \(error)")
    }
  }
}

extension Int? {
  /// Returns the smaller of two counts; `nil` is larger than any.
  fileprivate func least(_ other: Int?) -> Int? {
    guard let self, let other else { return self ?? other }
    return Swift.min(self, other)
  }
}

/// Numbers from 0.5 to 8, identical in every run, by SplitMix64.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
private struct ProbeNumbers {
  private var state: UInt64 = 1

  mutating func next() -> Float {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return 0.5 + 7.5 * Float((z ^ (z >> 31)) >> 40) * 0x1p-24
  }
}
