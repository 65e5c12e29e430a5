// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

/// A page that was made, and what tests look for in it.
struct MadePage {
  let text: String
  let result: ReportPage.Result

  /// Makes the page of a report in `directory`; its name is `page.html`.
  init(
    _ directory: TemporaryDirectory, report: String = "r.jsonl",
    change: (inout ReportPage) -> Void = { _ in }
  ) throws {
    var page = ReportPage(directory.file(report))
    change(&page)
    result = try page.write(to: .path(directory.file("page.html")))
    text = String(decoding: try directory.read("page.html"), as: UTF8.self)
  }

  /// Whether a piece of markup is in the page.
  func has(_ markup: String) -> Bool { text.contains(markup) }

  /// What a tile says.
  func tile(_ name: String) -> String? {
    parts(after: "<dt>\(name)</dt><dd class=\"", until: "</dd>").first?.split(separator: ">")
      .dropFirst()
      .joined(separator: ">")
  }

  /// What stands between two marks, each time.
  func parts(after beginning: String, until end: String) -> [String] {
    text.components(separatedBy: beginning).dropFirst().map {
      $0.components(separatedBy: end)[0]
    }
  }

  /// The pictures by their alternative texts, as files.
  var pictures: [String: [UInt8]] {
    var pictures: [String: [UInt8]] = [:]
    for tag in parts(after: "<img src=\"data:image/", until: ">") {
      // A larger rendition may follow.
      let data = tag.components(separatedBy: "base64,").dropFirst().first?
        .components(separatedBy: "\"")[0]
      let name = tag.components(separatedBy: "alt=\"").last?.dropLast()
      if let data, let name, let bytes = Data(base64Encoded: data) {
        pictures[String(name)] = Array(bytes)
      }
    }
    return pictures
  }

  /// The reasons of pictures that are missing.
  var holes: [String] { parts(after: "</span>no picture: ", until: "</p>") }
}

extension TemporaryDirectory {
  /// Writes `r.jsonl` of these lines.
  func addReport(_ lines: [String]) throws {
    try add("r.jsonl", Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  /// Filters all files in `in` to `out`, in the order of their names, with the report `r.jsonl`.
  @discardableResult
  func runBatch(_ filter: Filter = .blur(.gaussian(sigma: 1))) throws -> Summary {
    let conversion = try Conversion(filter)
    let names = try FileManager.default.contentsOfDirectory(atPath: file("in")).sorted()
    let plan = try Plan(files: names.map { file("in/" + $0) }, output: file("out"))
    var batch = BatchRun(conversion)
    batch.threads = 1
    batch.report = try ReportFile(file("r.jsonl"), isContinued: false)
    let record = RunRecord(
      version: "1", command: ["x"], recipe: conversion.identifier, directory: "/", started: 0,
      jobs: plan.jobs.count)
    return try plan.run(batch, record: record) { _ in }
  }

  /// The image in a file of these bytes.
  func image(_ bytes: [UInt8]) throws -> Image {
    let reader = try ImageReader(.path(try write(bytes, to: "decoded")))
    return try Image(collecting: reader)
  }
}
