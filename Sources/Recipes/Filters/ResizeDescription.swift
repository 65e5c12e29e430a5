// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `resize`: its parameters and its help.
package enum ResizeDescription: FilterDescription {
  package static let name = Resize.name
  package static let abstract = "Resize to any size."
  package static let discussion = """
    SIZES
      1600x1200  a box; --fit says how to fill it
      1600x      a width; the height follows
      x1200      a height; the width follows
      50%, 1/3   a part of both sides
      1.5        a factor, with a decimal point
      Sides are rounded to the nearest whole number.

    FITS
      inside   as large as fits in the box; one side may be shorter
      outside  as small as covers the box; one side may be longer
      cover    as outside, then cropped to the box around the center
      contain  as inside, then padded to the box with --background
      stretch  both sides as given; the aspect ratio changes

    FORMULA
      n samples become m. Output sample o is at u = (o + 1/2) n / m - 1/2 of the input. It is the mean of the input \
    samples i around it with the weights h((u - i) / max(1, n / m)), divided by their sum: to reduce, the kernel is \
    stretched over all samples. There is one rounding, at the end. An axis that keeps its size is left alone.
      lanczos3   sinc(x) sinc(x / 3), up to 3; sharp, with faint halos
      lanczos2   sinc(x) sinc(x / 2), up to 2
      bicubic    Keys, a = -1/2, up to 2
      mitchell   Mitchell and Netravali, B = C = 1/3, up to 2; less halo
      bilinear   1 - |x|, up to 1
      hamming    (0.54 + 0.46 cos(pi x)) sinc(x), up to 1
      bspline    the cubic B-spline, up to 2; soft
      area       the mean over the area of the output sample
      nearest    the sample at the center; no mean
      magic2013  quadratic B-spline * [-1 6 -1] / 4, up to 2.5
      magic2021  quadratic B-spline * [-1 6 -35 204 -35 6 -1] / 144, up to 4.5

    \(BorderDiagram.text)
      trim        weights outside the image are cut off, as in Pillow

    EXAMPLES
      imgconv resize --size 1600x1600 photo.jpg web.jpg
      imgconv resize --size 50% --linear photos/ -o half/
      imgconv resize --size 400x400 --fit cover photos/ -o squares/
      imgconv resize --megapixels 2 photo.jpg small.jpg
    """

  package static let size = Parameter<ResizeSize>(
    "size", "size", .none, help: "Set the size: 1600x1200, 1600x, x1200, 50%, 1/3 or 1.5.")
  package static let megapixels = Parameter<Double>(
    "megapixels", "p", .none, range: 0.000001...1_000_000,
    help: "Reduce to at most P million pixels.")
  package static let fit = Parameter<Resize.Fit>(
    "fit", "fit", .value(.inside), help: "How to fill a box.")
  package static let noEnlarge = Parameter<Bool>(
    "no-enlarge", help: "Leave images alone that would become larger.")
  package static let kernel = Parameter<ResizeKernel>(
    "kernel", "kernel", .value(.lanczos3), help: "The kernel.")
  package static let background = Parameter<NumberRows>(
    "background", "v[,v...]", .described("black, or transparent"), unit: .samples,
    form: "a sample from 0 to 1, or one for each channel with commas between",
    help: "Pad with this color, for contain.")

  package static let parameters: [any DeclaredParameter] = [
    size, megapixels, fit, noEnlarge, kernel, background,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws -> any FilterDefinition {
    var resize = Resize(
      try size(values), fit: values[fit], enlarges: !values[noEnlarge], kernel: values[kernel])
    if resize.fit != .inside {
      guard case .box = resize.size else {
        throw ParameterError(["fit"], "{fit} is for a box such as 1600x1600")
      }
    }
    if let background = values.given(background) {
      guard resize.fit == .contain, background.rows.count == 1 else {
        throw ParameterError(
          ["background"],
          resize.fit == .contain
            ? "{background} is one row of numbers" : "{background} is for {fit} contain")
      }
      resize.background = background.rows[0].map { Float($0) }
    }
    return resize
  }

  private static func size(_ values: ParameterValues) throws -> ResizeSize {
    switch (values.given(size), values.given(megapixels)) {
    case (let size?, nil): return size
    case (nil, let count?):
      try FilterError.check("megapixels", count, megapixels.range ?? count...count)
      return .pixels(Int((count * 1e6).rounded()))
    default:
      throw ParameterError(["size", "megapixels"], "either {size} or {megapixels} is needed")
    }
  }
}
