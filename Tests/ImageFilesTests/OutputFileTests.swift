// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("An output appears whole or not at all")
struct OutputFileTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("nothing but a hidden file is seen before the commit, and only the output after it")
  func onlyCommitShowsTheOutput() throws {
    let file = try OutputFile(.path(directory.file("out.png")))
    try put("new", to: file)
    let names = try directory.names()
    #expect(names.count == 1)
    #expect(names[0].hasPrefix(".out.png.imgconv-") && names[0].hasSuffix(".tmp"))
    #expect(TemporaryName.owner(of: names[0]) == getpid())
    try file.commit()
    #expect(try directory.names() == ["out.png"])
    #expect(try directory.read("out.png") == Array("new".utf8))
    file.discard()
    #expect(try directory.names() == ["out.png"])
  }

  @Test("without a commit the old file stays and the temporary file goes")
  func discardKeepsTheOldFile() throws {
    let path = try directory.write(Array("old".utf8), to: "out")
    do {
      let file = try OutputFile(.path(path))
      try put("new", to: file)
    }
    #expect(try directory.names() == ["out"])
    #expect(try directory.read("out") == Array("old".utf8))
  }

  @Test("a commit that replaces nothing fails for a name that was taken meanwhile")
  func noClobber() throws {
    let file = try OutputFile(.path(directory.file("out")))
    try put("new", to: file)
    _ = try directory.write(Array("other".utf8), to: "out")
    let error = #expect(throws: FileError.self) { try file.commit(replaces: false) }
    #expect(error?.kind == .cannotCreate && error?.detail == .exists)
    #expect(try directory.read("out") == Array("other".utf8))
    let free = try OutputFile(.path(directory.file("free")))
    try put("new", to: free)
    try free.commit(replaces: false)
    #expect(try directory.names() == ["free", "out"])
    #expect(try directory.read("free") == Array("new".utf8))
  }

  @Test(
    "a new file has the usual permissions, a replaced one keeps its own",
    arguments: [0o640, 0o755])
  func permissionsAreUsualOrKept(mode: Int) throws {
    let path = try directory.write([], to: "old")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    try OutputFile(.path(path)).commit()
    #expect(try permissions(of: path) == mode)
    // What a plain creation gives under this process's umask.
    let plain = directory.file("plain")
    #expect(FileManager.default.createFile(atPath: plain, contents: nil))
    try OutputFile(.path(directory.file("new"))).commit()
    #expect(try permissions(of: directory.file("new")) == permissions(of: plain))
  }

  @Test(
    "odd names",
    arguments: [
      "with space.png", "new\nline.png", "-dash.png", ".hidden", "caf\u{e9}.png", "a\"b'c$d.png",
      String(repeating: "n", count: 255), String(repeating: "\u{1f600}", count: 63) + "abc",
    ])
  func oddNamesAreWritten(name: String) throws {
    let file = try OutputFile(.path(directory.file(name)))
    try put("x", to: file)
    try file.commit()
    #expect(try directory.names() == [name])
  }

  @Test(
    "other names have no owner",
    arguments: [
      "", ".tmp", "out.png", ".out.png.imgconv-1-2", "out.png.imgconv-1-2.tmp",
      ".out.png.imgconv-1.tmp", ".out.png.imgconv-x-2.tmp", ".imgconv-1-2.tmp",
    ])
  func foreignNames(name: String) {
    #expect(TemporaryName.owner(of: name) == nil)
  }

  @Test("a named pipe is written to and read from directly")
  func namedPipe() throws {
    let path = directory.file("fifo")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let image = randomImage(Shape(channels: 3, height: 200, width: 300), maximum: 255, seed: 2)
    let writing = Thread { _ = try? writeImage(image, to: path, encoding: Encoding(.png)) }
    writing.start()
    #expect(try readImage(path).image == image)
    #expect(try directory.names() == ["fifo"])
  }

  @Test("two outputs of one name at once do not meet")
  func sameName() throws {
    let first = try OutputFile(.path(directory.file("a")))
    let second = try OutputFile(.path(directory.file("a")))
    try put("1", to: first)
    try put("2", to: second)
    try first.commit()
    try second.commit()
    #expect(try directory.read("a") == Array("2".utf8))
    #expect(try directory.names() == ["a"])
  }

  @Test("a link stays, what it leads to is replaced")
  func linkStaysAndItsTargetIsReplaced() throws {
    let target = try directory.write(Array("old".utf8), to: "target")
    let link = directory.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
    let file = try OutputFile(.path(link))
    try put("new", to: file)
    try file.commit()
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target")
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
  }

  @Test("a device is written to directly")
  func deviceIsWrittenDirectly() throws {
    let file = try OutputFile(.path("/dev/null"))
    try put("x", to: file)
    try file.commit()
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test("what cannot be created has a reason")
  func failuresHaveAReason() throws {
    #expect(failure("") == "the name is empty")
    #expect(failure(directory.path) == "is a directory")
    #expect(failure(directory.path + "/") == "is a directory")
    let missing = "the directory \(directory.file("none")) does not exist; create it first"
    #expect(failure(directory.file("none/out.png")) == missing)
    #expect(failure(directory.file("none/")) == missing)
    #expect(failure(directory.file(String(repeating: "n", count: 256))) == "file name too long")
    let file = try directory.write([], to: "file")
    for name in ["/out.png", "/a/b/out.png"] {
      #expect(failure(file + name) == "\(file) is not a directory")
    }
    try directory.link("dangling", to: "none/out.png")
    // A link that leads nowhere is replaced by the file.
    #expect(failure(directory.file("dangling")) == nil)
    #expect(failure("a\0b") == "the name contains a NUL")
  }

  @Test("a directory and a file without permission", .enabled(if: geteuid() != 0))
  func noPermission() throws {
    let file = try directory.write([], to: "file")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
    #expect(failure(file) == "permission denied")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
    #expect(failure(directory.file("out")) == "permission denied")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
  }

  @Test(
    "a full device is an error of writing",
    .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
  func fullDeviceIsAWriteError() throws {
    let image = randomImage(Shape(channels: 1, height: 40, width: 40), maximum: 255, seed: 1)
    for format in FileFormat.allCases {
      let error = #expect(throws: FileError.self) {
        try writeImage(image, to: "/dev/full", encoding: Encoding(format))
      }
      #expect(error?.kind == .readWrite)
      #expect(
        error?.description == "/dev/full: writing failed: no space left on device")
    }
  }

  @Test("an image that the format cannot hold is refused, and leaves nothing")
  func unsupportedImageLeavesNothing() throws {
    func check(
      _ shape: Shape, alpha: Bool = false, _ encoding: Encoding, _ kind: FileError.Kind,
      _ reason: String
    ) {
      let error = #expect(throws: FileError.self) {
        try writeImage(
          Image(shape, repeating: 0), to: directory.file("out"), hasAlpha: alpha, encoding: encoding
        )
      }
      #expect(error?.kind == kind)
      #expect(error?.reason == reason)
    }
    check(
      Shape(channels: 5, height: 1, width: 1), Encoding(.png), .cannotCreate,
      "PNG holds gray or RGB, not 5 color channels; write .npy")
    check(
      Shape(channels: 4, height: 1, width: 1), alpha: true, Encoding(.jpeg), .cannotCreate,
      "JPEG has no alpha channel; write PNG")
    check(
      Shape(channels: 3, height: 1, width: 1), Encoding(.jpeg, bitDepth: 16), .cannotCreate,
      "JPEG has only 8 bits per sample")
    check(
      Shape(channels: 1, height: 1, width: 65501), Encoding(.jpeg), .limit,
      "JPEG is limited to 65500 pixels per side, not 65501 x 1")
    #expect(try directory.names() == [])
  }

  private func put(_ text: String, to file: OutputFile) throws {
    try FileHandle(fileDescriptor: file.descriptor).write(contentsOf: Data(text.utf8))
  }

  private func permissions(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func failure(_ path: String) -> String? {
    do {
      _ = try OutputFile(.path(path))
      return nil
    } catch {
      return error.kind == .cannotCreate ? error.reason : "not .cannotCreate"
    }
  }
}
