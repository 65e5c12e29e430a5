// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `crop`: its parameters and its help.
package enum CropDescription: FilterDescription {
  package static let name = Crop.name
  package static let abstract = "Cut out a rectangle."
  package static let discussion = """
    BOX
      Columns come first: X and Y are the column and the row of the first pixel, counted from 0. A negative X or Y \
    counts from the right or bottom edge: -100,-50,100,50 is the bottom right corner. The rectangle must lie in the image.

    SAMPLES
      Every sample is copied bit for bit, with --linear too. Rows of a file below the rectangle are not decoded \
    (except Adam7 PNG, progressive JPEG, pipes and --in-place), so damage there is not seen.

    EXAMPLES
      imgconv crop --box 100,50,640,480 in.jpg out.jpg
      imgconv crop --box -640,0,640,480 in.png right.png
      imgconv crop --size 512x512 photos/ squares/
      imgconv crop --size 1920x1080 --gravity north in.png top.png
    """

  package static let box = Parameter<CropBox>(
    "box", "x,y,w,h", .none, unit: .pixels,
    help: "Rectangle: column and row of its first pixel, width and height.")
  package static let size = Parameter<WidthByHeight>(
    "size", "wxh", .none, unit: .pixels, help: "Size of the rectangle, width first.")
  package static let gravity = Parameter<Gravity>(
    "gravity", "place", .described("center"), help: "Place of a rectangle with --size.")

  package static let parameters: [any DeclaredParameter] = [box, size, gravity]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws(ParameterError) -> any FilterDefinition {
    switch (values.given(box), values.given(size)) {
    case (let box?, nil):
      if values.given(gravity) != nil {
        throw ParameterError(
          ["gravity"], "{gravity} places a rectangle of {size}; {box} has a position of its own")
      }
      return Crop(x: box.x, y: box.y, width: box.width, height: box.height)
    case (nil, let size?):
      return Crop(
        width: size.width, height: size.height, gravity: values.given(gravity) ?? .center)
    case (.some, .some):
      throw ParameterError(["box", "size"], "{box} and {size} exclude each other")
    case (nil, nil):
      throw ParameterError(["box", "size"], "either {box} or {size} is needed")
    }
  }
}
