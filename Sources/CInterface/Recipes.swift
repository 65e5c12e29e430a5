// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import Batch
public import CImgconv
internal import Descriptions
internal import FilterExplain
internal import Filters
internal import ImageFiles
internal import Recipes

// The compiler compares each function with its declaration in imgconv.h, which documents it.
// `@_cdecl` is how Swift 6.2 spells what Swift 6.3 calls `@c`.

/// See imgconv.h.
@_cdecl("imgconv_version") @implementation
public func imgconv_version() -> UnsafePointer<CChar>? {
  unsafe UnsafeRawPointer(Release.constant.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// See imgconv.h.
@_cdecl("imgconv_recipe_parse") @implementation
public func imgconv_recipe_parse(
  _ text: UnsafePointer<CChar>?, _ length: Int, _ recipe: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    try unsafe make(recipe) { try unsafe Recipe(inline: Texts.text(text, length: length, "text")) }
  }
}

/// See imgconv.h.
@_cdecl("imgconv_recipe_parse_yaml") @implementation
public func imgconv_recipe_parse_yaml(
  _ text: UnsafePointer<CChar>?, _ length: Int, _ directory: UnsafePointer<CChar>?,
  _ recipe: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    try unsafe make(recipe) {
      try unsafe Recipe(
        yaml: Texts.text(text, length: length, "text"),
        directory: Texts.text(directory, "directory"))
    }
  }
}

/// See imgconv.h.
@_cdecl("imgconv_recipe_free") @implementation
public func imgconv_recipe_free(_ recipe: OpaquePointer?) { unsafe Handles.release(recipe) }

/// See imgconv.h.
@_cdecl("imgconv_recipe_identifier") @implementation
public func imgconv_recipe_identifier(
  _ recipe: OpaquePointer?, _ options: UnsafePointer<imgconv_options>?,
  _ identifier: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let result = try unsafe BytesResult(required: identifier, "identifier")
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    try result.set(unsafe CallOptions(options).conversion(recipe).identifier)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_recipe_convolution") @implementation
public func imgconv_recipe_convolution(
  _ convolution: UnsafePointer<imgconv_convolution>?,
  _ recipe: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    try unsafe make(recipe) { try unsafe CallConvolution(convolution).recipe }
  }
}

/// See imgconv.h.
@_cdecl("imgconv_filters") @implementation
public func imgconv_filters(
  _ json: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    try unsafe BytesResult(required: json, "json").set(FilterFacts.json)
  }
}

/// See imgconv.h.
@_cdecl("imgconv_explain") @implementation
public func imgconv_explain(
  _ recipe: OpaquePointer?, _ channels: Int64, _ height: Int64, _ width: Int64,
  _ format: UnsafePointer<CChar>?, _ text: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<imgconv_error>?
) -> Int32 {
  unsafe Gate.call(error) {
    let result = try unsafe BytesResult(required: text, "text")
    let recipe = try unsafe Handles.object(recipe, as: RecipeHandle.self, "recipe").recipe
    let shape = try Extents.shape(channels, height, width)
    if shape.channels > Explanation.maxChannels {
      throw CallError.shape(
        "channels is \(channels); up to \(Explanation.maxChannels) can be explained")
    }
    let side = max(shape.height, shape.width)
    if side > Explanation.maxSide {
      throw CallError.shape(
        "a side of \(side) is too long; up to \(Explanation.maxSide) can be explained")
    }
    let format = try unsafe Texts.text(format, "format") ?? "text"
    // The tolerance is that for a file of 8 bits.
    let explanation = try Explanation(
      recipe.tolerating(FilterOptions.tolerableLevels / 255, over: shape, hasAlpha: false),
      over: shape, hasAlpha: false)
    switch format {
    case "svg":
      try result.set(
        Figure(explanation, title: recipe.steps.map(\.filter.name).joined(separator: " | ")).svg)
    case "text", "json":
      let report = ExplainReport(
        explanation, probe: ReceptiveFieldProbe.measure(explanation))
      if format == "json" { try result.set(report.json) } else { try result.set(report.text) }
    default: throw CallError.invalid("format is '\(format)'; it must be text, json or svg")
    }
  }
}

/// Hands a new recipe to the caller.
private func make(
  _ target: UnsafeMutablePointer<OpaquePointer?>?, _ recipe: () throws -> Recipe
) throws {
  let target = try unsafe Gate.required(target, "recipe")
  unsafe target.pointee = nil
  let made: Recipe
  do {
    made = try recipe()
    try made.validate()
  } catch let error as FilterError {
    throw CallError.invalid("\(error)")
  }
  unsafe target.pointee = unsafe Handles.pass(RecipeHandle(made))
}
