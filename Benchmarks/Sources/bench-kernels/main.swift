// SPDX-License-Identifier: Apache-2.0

// Times filters alone, in memory, on one thread.
//
//     bench-kernels            the names of all cases
//     bench-kernels NAME...    for each case the median of five runs, after one that is not counted
//     bench-kernels -          reads names, one a line, and runs each case once
//
// A case prints "NAME NS MADDS BYTES", tabs between: nanoseconds of CPU time, multiply-adds, and bytes that must be
// read or written, each for an output sample.  The case "roofline" prints what one core can do at most, in a second:
// bytes copied (read and written), floating-point operations as contracted multiply-adds, and as separate ones.

import Clock

let suite = try Suite()
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.isEmpty {
  for name in suite.names { print(name) }
} else if arguments == ["-"] {
  while let name = readLine() {
    print(try suite.run(name) ?? "unknown: \(name)")
    flush()
  }
} else {
  for name in arguments {
    guard let line = try suite.median(name) else {
      print("unknown: \(name); there are \(suite.names)")
      leave(64)
    }
    print(line)
  }
}
