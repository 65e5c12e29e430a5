// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The object behind an `imgconv_recipe`.
final class RecipeHandle: Sendable {
  /// The recipe, with its parameters checked.
  let recipe: Recipe

  /// Holds a recipe.
  init(_ recipe: Recipe) { self.recipe = recipe }
}

/// Objects that a caller owns through an opaque pointer.
enum Handles {
  /// Hands an object to the caller, who owns it from now on.
  static func pass(_ object: AnyObject) -> OpaquePointer {
    unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  /// Returns the object behind a pointer.
  ///
  /// - Throws: `IMGCONV_INVALID` for NULL.
  static func object<Object: AnyObject>(
    _ pointer: OpaquePointer?, as _: Object.Type, _ name: String
  ) throws(CallError) -> Object {
    guard let pointer = unsafe pointer else { throw .invalid("\(name) is NULL") }
    return unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }

  /// Takes an object back from the caller; does nothing for NULL.
  static func release(_ pointer: OpaquePointer?) {
    guard let pointer = unsafe pointer else { return }
    unsafe Unmanaged<AnyObject>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }
}
