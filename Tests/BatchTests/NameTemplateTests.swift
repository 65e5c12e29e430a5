// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import TestSupport
import Testing

@Suite("Names of outputs")
struct NameTemplateTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["a.png", "x/y/b.c.JPG", "x/none"] { try directory.add("in/" + name) }
  }

  /// The outputs below the output directory.
  private func names(_ template: String, format: FileFormat? = nil) throws -> [String] {
    var options = PlanOptions()
    options.name = try NameTemplate(template)
    options.format = format
    options.walk.including = [try Glob("*")]
    let plan = try Plan([.directory(Path(directory.file("in")))], to: "out", options)
    return plan.jobs.map { String($0.output.name.dropFirst("out/".count)) }
  }

  @Test("fields")
  func fieldsAreReplaced() throws {
    #expect(try names("{dir}/{stem}{ext}") == ["a.png", "x/none", "x/y/b.c.JPG"])
    #expect(try names("{stem}-soft{ext}") == ["a-soft.png", "none-soft", "b.c-soft.JPG"])
    #expect(
      try names("./{root}//{dir}/{stem}.png") == ["in/a.png", "in/x/none.png", "in/x/y/b.c.png"])
    #expect(try names("{{{stem}}}{ext}") == ["{a}.png", "{none}", "{b.c}.JPG"])
    #expect(
      try names("{stem}{ext}", format: .png) == ["a.png", "none.png", "b.c.png"])
  }

  @Test(
    "what is no template",
    arguments: [
      ("{stem}{size}{ext}", "{size} at character 7"), ("a{stem", "character 2"),
      ("a}b", "character 2"), ("../{stem}", "leaves"), ("a/../../{stem}", "leaves"),
      ("/{stem}", "leaves"), ("{stem}/", "directory"), ("", "leaves"), ("a/.", "directory"),
    ])
  func malformedTemplatesAreRefused(text: String, words: String) {
    let fault = #expect(throws: NameTemplate.Fault.self) { try NameTemplate(text) }
    #expect(fault?.description.contains(words) == true, "\(fault?.description ?? "")")
  }

  @Test("a name made of fields cannot leave the output directory either")
  func fieldsCannotLeaveTheOutputDirectory() throws {
    var options = PlanOptions()
    options.name = try NameTemplate("{stem}/x{ext}")
    #expect(throws: PlanError.noName(input: "...png")) {
      try Plan([.file("...png")], to: "out", options)
    }
    #expect(throws: PlanError.self) { try names("{dir}") }
  }
}
