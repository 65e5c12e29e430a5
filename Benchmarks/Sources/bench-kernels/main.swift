// SPDX-License-Identifier: Apache-2.0

// Times filters alone, in memory, on one thread: 8-bit RGB pixels to rows of floats, through the stages, back to 8-bit
// pixels.  Prints a line "NAME <tab> NS" for each: nanoseconds of CPU time an output sample, the median of five runs
// after one that is not counted.
//
//     bench-kernels [NAME...]

import Filters

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Seconds of CPU time that this process has used.
func processorSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Runs `filter` over the pixels once and returns its CPU time in seconds a sample.
func seconds(_ filter: Filter, over pixels: Pixels, into output: inout Pixels?) throws -> Double {
  let stages = try filter.lowered(for: pixels.shape, hasAlpha: false).stages
  let reader: any RowSource = PixelSource(pixels)
  // A first run makes the output, so that later ones do not pay for fresh memory.
  let start = processorSeconds()
  let chain = try stages.reduce(reader) { try Streamed($1, over: $0) }
  var result = output ?? Pixels(chain.shape)
  output = nil
  var buffer = RowBuffer(for: chain.shape)
  for y in 0..<chain.shape.height {
    var row = buffer.row()
    try chain.nextRow(into: &row)
    result.store(buffer, y: y)
  }
  let spent = processorSeconds() - start
  let samples = result.samples.count
  output = result
  return spent / Double(samples)
}

let large = Shape(channels: 3, height: 3000, width: 4000)
let small = Shape(channels: 3, height: 1500, width: 2000)
let cases: [(name: String, filter: Filter, shape: Shape)] = [
  ("gaussian-2", .blur(.gaussian(sigma: 2)), large),
  ("gaussian-5", .blur(.gaussian(sigma: 5)), large),
  ("sobel", .edge(Edge(.sobel)), large),
  ("sobel-dilation-8", .edge(Edge(.sobel, dilation: 8)), large),
  ("bicubic-x2", .upsample(Upsample(rows: 2, columns: 2)), small),
]
let wanted = Array(CommandLine.arguments.dropFirst())
let unknown = wanted.filter { name in !cases.contains { $0.name == name } }
guard unknown.isEmpty else {
  print("unknown: \(unknown.joined(separator: " ")); there are \(cases.map(\.name))")
  exit(64)
}
for (name, filter, shape) in cases where wanted.isEmpty || wanted.contains(name) {
  let pixels = Pixels.noise(shape)
  var output: Pixels?
  let times = try (0..<6).map { _ in try seconds(filter, over: pixels, into: &output) }
  let median = times.dropFirst().sorted()[2]
  print("\(name)\t\((median * 1e13).rounded() / 1e4)")
}
