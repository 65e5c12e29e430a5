// SPDX-License-Identifier: Apache-2.0

// Times imgconv's codecs beside libpng and libjpeg alone, on one thread.
//
//     bench-codecs FILE SCRATCH [ROUNDS]
//
// Decodes FILE, and encodes its pixels to files whose names begin with SCRATCH, each way in turn ROUNDS times (5) after
// a round that is not counted.  Prints for each "WHAT WHO MS BYTES", tabs between: the median CPU time in milliseconds,
// and the bytes of the file.  Last comes "pixels", "-", the samples' bytes, and 0.
//
// imgconv's figures contain what it needs the rows for: their conversion from integers to planes of floats, or back.

import Clock

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: bench-codecs FILE SCRATCH [ROUNDS]")
  leave(64)
}
let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 5 : 5
let bench = try CodecBench(path: arguments[1], scratch: arguments[2])
for line in try bench.run(rounds: rounds) { print(line) }
