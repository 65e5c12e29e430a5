// SPDX-License-Identifier: Apache-2.0

import Foundation
import FileSystem
import TestSupport
import Testing

@Suite("Temporary files of dead processes")
struct TemporariesTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Cleans the directory as a run does.
  private func clean() throws {
    try Temporaries.removeStale(in: Path(directory.path))
  }

  @Test("files that no process holds are removed, other names stay")
  func filesOfDeadProcessesAreRemoved() throws {
    let pid = getpid()
    for name in [
      ".a.png.imgconv-999999999-1.tmp", ".b.png.imgconv-\(pid)-77.tmp", ".c.imgconv-1-3.tmp",
    ] {
      try directory.add(name, [1])
    }
    let others = [".a.tmp", ".hidden", "a.png", "x.imgconv-1-2.tmp", ".a.imgconv-x-2.tmp"]
    for name in others { try directory.add(name, [1]) }
    try clean()
    #expect(try directory.names() == others.sorted())
  }

  @Test("what a living process holds stays, and is committed afterwards")
  func filesOfLivingProcessesStay() throws {
    let file = try AtomicFile(Path(directory.file("out.png")), temporaries: Temporaries())
    try clean()
    #expect(try directory.names().count == 1)
    try file.commit(replaces: true)
    #expect(try directory.names() == ["out.png"])
  }

  @Test("a directory and a link of such a name stay")
  func otherKinds() throws {
    try directory.add("target", [1])
    try directory.makeDirectory(".a.imgconv-1-1.tmp")
    try directory.link(".b.imgconv-1-2.tmp", to: "target")
    try clean()
    #expect(try directory.names() == [".a.imgconv-1-1.tmp", ".b.imgconv-1-2.tmp", "target"])
  }

  @Test("the owner removes its own files only, which then never get their names")
  func removedByOwner() throws {
    let (first, second) = (Temporaries(), Temporaries())
    let file = try AtomicFile(Path(directory.file("a")), temporaries: first)
    let other = try AtomicFile(Path(directory.file("b")), temporaries: second)
    first.removeAll()
    #expect(try directory.names().map { $0.prefix(3) } == [".b."])
    #expect(throws: AtomicFile.CommitFailure.self) { try file.commit(replaces: true) }
    try other.commit(replaces: true)
    #expect(try directory.names() == ["b"])
  }

  @Test("creating, cleaning and committing at once lose no output")
  func creatingAndCleaningLoseNoOutput() throws {
    let path = directory.path
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for index in 0..<200 {
        if worker == 0 {
          #expect(throws: Never.self) { try Temporaries.removeStale(in: Path(path)) }
        } else {
          #expect(throws: Never.self) {
            try AtomicFile(Path("\(path)/\(worker)-\(index)"), temporaries: Temporaries())
              .commit(replaces: true)
          }
        }
      }
    }
    #expect(try directory.names().count == 600)
  }
}
