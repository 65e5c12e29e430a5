// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("Results on other CPUs")
struct CPULevelTests {
  @Test(
    "the bytes of a JPEG do not depend on the level of the CPU",
    arguments: ["--sigma 0.6", "--sigma 2 --border reflect", "--kernel box --radius 3"])
  func sameBytes(options: String) throws {
    let directory = try TemporaryDirectory()
    try directory.add("in.png", TinyPNG.picture(width: 203, height: 77, colorType: .rgb).encoded())
    for subsampling in ["444", "422", "420"] {
      let line =
        "$imgconv blur --sigma 0.5 --subsampling \(subsampling) in.png in.jpg && "
        + "for cpu in base x86-64-v3 x86-64-v4; do "
        + "IMGCONV_CPU=$cpu $imgconv blur \(options) in.jpg $cpu.jpg || exit 1; done"
      let run = try Command.shell(line, in: directory)
      #expect(run.code == 0, "\(run.messages)")
      let base = try directory.read("base.jpg")
      #expect(try directory.read("x86-64-v3.jpg") == base)
      #expect(try directory.read("x86-64-v4.jpg") == base)
    }
  }
}
