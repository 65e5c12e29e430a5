// SPDX-License-Identifier: Apache-2.0

import Foundation
import Recipes
import TestSupport
import Testing

@Suite("Parameters as options")
struct ParameterCommandTests {
  /// The names of the options in the group "Filter" of a command.
  private func options(of command: String) throws -> [String] {
    let directory = try TemporaryDirectory()
    let run = try Command.run([command, "--experimental-dump-help"], in: directory)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(run.text.utf8)) as? [String: Any])
    let described = try #require(root["command"] as? [String: Any])
    let arguments = try #require(described["arguments"] as? [[String: Any]])
    return arguments.filter { $0["sectionTitle"] as? String == "Filter" }.compactMap { argument in
      (argument["names"] as? [[String: Any]])?.first?["name"] as? String
    }
  }

  @Test(
    "a command has an option for each declared parameter, and no other",
    arguments: FilterCatalog.names)
  func options(filter: String) throws {
    let description = try #require(FilterCatalog.named(filter))
    #expect(try options(of: filter) == description.stepParameters.map { $0.name })
  }
}
