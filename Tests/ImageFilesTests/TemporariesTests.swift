// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Temporary files of dead processes")
struct TemporariesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Cleans the folder as a run does.
  private func clean() throws {
    Temporaries.removeStale(try folder.names().map { Array($0.utf8) }, in: Path(folder.path))
  }

  @Test("what nobody holds goes, whatever process its number names now; other names stay")
  func stale() throws {
    let pid = getpid()
    for name in [
      ".a.png.imgconv-999999999-1.tmp", ".b.png.imgconv-\(pid)-77.tmp", ".c.imgconv-1-3.tmp",
    ] {
      try folder.add(name, [1])
    }
    let others = [".a.tmp", ".hidden", "a.png", "x.imgconv-1-2.tmp", ".a.imgconv-x-2.tmp"]
    for name in others { try folder.add(name, [1]) }
    try clean()
    #expect(try folder.names() == others.sorted())
  }

  @Test("what a living process holds stays, and is committed afterwards")
  func held() throws {
    let file = try OutputFile(.path(folder.file("out.png")))
    try clean()
    #expect(try folder.names().count == 1)
    try file.commit()
    #expect(try folder.names() == ["out.png"])
  }

  @Test("a folder and a link of such a name stay")
  func otherKinds() throws {
    try folder.add("target", [1])
    try folder.makeFolder(".a.imgconv-1-1.tmp")
    try folder.link(".b.imgconv-1-2.tmp", to: "target")
    try clean()
    #expect(try folder.names() == [".a.imgconv-1-1.tmp", ".b.imgconv-1-2.tmp", "target"])
  }

  @Test("creating, cleaning and committing at once lose no output")
  func race() throws {
    let path = folder.path
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for index in 0..<200 {
        if worker == 0 {
          let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
          Temporaries.removeStale(names.map { Array($0.utf8) }, in: Path(path))
        } else {
          #expect(throws: Never.self) {
            try OutputFile(.path("\(path)/\(worker)-\(index)")).commit()
          }
        }
      }
    }
    #expect(try folder.names().count == 600)
  }
}
