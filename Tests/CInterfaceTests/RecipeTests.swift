// SPDX-License-Identifier: Apache-2.0

import CImgconv
import CInterface
import Foundation
import Testing

/// Calls about recipes, made as C makes them.
struct RecipeTests {
  @Test("a recipe has the identifier that reports have")
  func identifier() throws {
    let recipe = try Library.recipe("blur sigma=2 | edge")
    defer { imgconv_recipe_free(recipe) }
    var bytes: OpaquePointer?
    #expect(imgconv_recipe_identifier(recipe, nil, &bytes, nil) == IMGCONV_OK)
    let text = Library.text(bytes)
    #expect(text.hasPrefix("2-") && text.count == 18)
  }

  @Test("an error in a recipe has a position and one line that names no option")
  func position() throws {
    var recipe: OpaquePointer?
    var error = imgconv_error()
    let text = "blur sigma=2 | blurr"
    #expect(imgconv_recipe_parse(text, text.utf8.count, &recipe, &error) == IMGCONV_INVALID)
    #expect(recipe == nil && error.code == IMGCONV_INVALID && error.line == 1 && error.column == 16)
    #expect(
      Library.message(error) == "recipe:1:16: there is no filter 'blurr'; did you mean 'blur'?")
  }

  @Test("a recipe in YAML is the recipe on one line")
  func yaml() throws {
    var recipe: OpaquePointer?
    let text = "steps:\n  - blur: {sigma: 2}\n  - edge\n"
    #expect(imgconv_recipe_parse_yaml(text, text.utf8.count, nil, &recipe, nil) == IMGCONV_OK)
    defer { imgconv_recipe_free(recipe) }
    var bytes: OpaquePointer?
    #expect(imgconv_recipe_identifier(recipe, nil, &bytes, nil) == IMGCONV_OK)
    let other = try Library.recipe("blur sigma=2 | edge")
    defer { imgconv_recipe_free(other) }
    var expected: OpaquePointer?
    #expect(imgconv_recipe_identifier(other, nil, &expected, nil) == IMGCONV_OK)
    #expect(Library.text(bytes) == Library.text(expected))
  }

  @Test("NULL where something is required is an invalid argument, and no error struct is needed")
  func null() {
    var recipe: OpaquePointer?
    #expect(imgconv_recipe_parse(nil, 0, &recipe, nil) == IMGCONV_INVALID)
    #expect(imgconv_recipe_parse("blur", 4, nil, nil) == IMGCONV_INVALID)
    #expect(imgconv_recipe_parse("blur", -1, &recipe, nil) == IMGCONV_INVALID)
    #expect(imgconv_recipe_parse("blur", .max, &recipe, nil) == IMGCONV_INVALID)
    #expect(imgconv_recipe_identifier(nil, nil, &recipe, nil) == IMGCONV_INVALID)
    imgconv_recipe_free(nil)
    imgconv_bytes_free(nil)
    imgconv_stop_free(nil)
    imgconv_stop_turn_on(nil)
  }

  @Test("a message of any length is cut off between two characters")
  func longMessage() {
    var recipe: OpaquePointer?
    var error = imgconv_error()
    let text = String(repeating: "é", count: 5000)
    #expect(imgconv_recipe_parse(text, text.utf8.count, &recipe, &error) == IMGCONV_INVALID)
    let message = Library.message(error)
    #expect((990...999).contains(message.utf8.count) && !message.contains("\u{FFFD}"))
  }

  @Test("the filters are described as JSON")
  func filters() throws {
    var bytes: OpaquePointer?
    #expect(imgconv_filters(&bytes, nil) == IMGCONV_OK)
    let object = try JSONSerialization.jsonObject(with: Data(Library.text(bytes).utf8))
    let filters = try #require((object as? [String: Any])?["filters"] as? [[String: Any]])
    #expect(filters.map { $0["name"] as? String }.contains("resize"))
  }

  @Test("a recipe is explained as text, JSON and SVG", arguments: ["text", "json", "svg"])
  func explained(format: String) throws {
    let recipe = try Library.recipe("blur sigma=2")
    defer { imgconv_recipe_free(recipe) }
    var bytes: OpaquePointer?
    #expect(imgconv_explain(recipe, 3, 480, 640, format, &bytes, nil) == IMGCONV_OK)
    #expect(Library.text(bytes).contains("17"))
    #expect(imgconv_explain(recipe, 3, 480, 640, "pdf", &bytes, nil) == IMGCONV_INVALID)
    #expect(imgconv_explain(recipe, 0, .max, .max, format, &bytes, nil) == IMGCONV_INVALID)
    #expect(imgconv_explain(recipe, 3, 9, 1 << 24 + 1, format, &bytes, nil) == IMGCONV_INVALID)
    #expect(imgconv_explain(recipe, 4097, 9, 9, format, &bytes, nil) == IMGCONV_INVALID)
    #expect(bytes == nil)
  }
}
