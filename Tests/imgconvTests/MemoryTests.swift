// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// The most memory of a run of the program, in bytes, as the system tells while it runs.
  private func peakMemory(_ arguments: [String], in directory: TemporaryDirectory) throws -> Int {
    let process = try Command.started(arguments, in: directory)
    let path = "/proc/\(process.processIdentifier)/status"
    var peak = 0
    while process.isRunning {
      let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let kilobytes = line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
      peak = max(peak, kilobytes * 1024)
      usleep(1000)
    }
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return peak
  }

  @Test("a recipe takes the memory that explain tells, within 10 %")
  func explainedMemory() throws {
    let directory = try TemporaryDirectory()
    try directory.add("small.png", TinyPNG.picture(width: 125, height: 30).encoded())
    let enlarge = ["upsample", "--scale", "24,64", "--kernel", "nearest", "small.png", "in.png"]
    #expect(try Command.run(enlarge, in: directory).code == 0)
    let recipe =
      "blur kernel=binomial radius=2 dilation=120 | sharpen | blur kernel=box radius=1 dilation=150"
    let explained = try Command.run(
      ["explain", "run", "--recipe", recipe, "--input", "8000x720", "--json"], in: directory)
    let json = try JSONSerialization.jsonObject(with: Data(explained.output)) as? [String: Any]
    let told = try #require(json?["processBytes"] as? Int)
    // Rings that are most of it, so that the figure is theirs and not the program's.
    #expect(try #require(json?["bytesHeld"] as? Int) * 4 > told * 3)
    let peak = try peakMemory(["run", "--recipe", recipe, "in.png", "out.png"], in: directory)
    #expect(abs(Double(peak) / Double(told) - 1) < 0.1)
  }

  /// With `border wrap` the blur holds the whole image as floats, 400 MB; from a pipe `--denoise` does.
  ///
  /// Sanitizers reserve more addresses than the limit allows, so nothing can be started under them.
  @Test("an image that memory is too small for fails alone")
  func tooLittleMemory() throws {
    let directory = try TemporaryDirectory()
    let limit = "ulimit -v 400000 &&"
    guard try Command.shell("\(limit) $imgconv --version", in: directory).code == 0 else { return }
    try directory.add("in/a.png", TinyPNG.picture(width: 20, height: 30).encoded())
    try directory.add("in/z.png", TinyPNG.picture(width: 20, height: 30).encoded())
    try directory.add(
      "tiny.png", TinyPNG.flat([7], width: 157, height: 157, colorType: .gray).encoded())
    let enlarge = ["upsample", "--scale", "64", "--kernel", "nearest", "tiny.png", "in/m.png"]
    #expect(try Command.run(enlarge, in: directory).code == 0)

    let batch = try Command.shell(
      "\(limit) $imgconv blur --border wrap -j 1 in out/", in: directory)
    #expect(batch.code == 1)
    let complaints = batch.lines.filter { $0.contains("m.png") }
    #expect(complaints.count == 1 && complaints[0].contains("memory"))
    #expect(complaints[0].contains("--memory"))
    #expect(try directory.tree().filter { $0.hasPrefix("out/") } == ["out/a.png", "out/z.png"])

    for filter in ["blur --border wrap", "atrous --denoise 3 --border wrap"] {
      let one = try Command.shell(
        "\(limit) $imgconv \(filter) - - < in/m.png > piped.png", in: directory)
      #expect(one.code == 75 && one.messages.contains("--memory"), "\(filter)")
    }
  }
#endif
