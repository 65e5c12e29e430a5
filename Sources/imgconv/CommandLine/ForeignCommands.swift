// SPDX-License-Identifier: Apache-2.0

/// Names of commands in other programs, with their equivalents here.
enum ForeignCommands {
  /// The advice for a name.
  enum Answer: Equatable {
    /// An equivalent step of a recipe.
    case step(String)
    /// An equivalent command.
    case command(String)
    /// Words that say what to do instead.
    case words(String)
  }

  /// Returns the advice for a name, case-insensitively; `nil` for an unknown name.
  static func answer(_ name: String) -> Answer? {
    table[name.lowercased().filter { $0 != "-" && $0 != "_" }]
  }

  /// Returns a step as a command line: `mix preset=gray` becomes `mix --preset gray`.
  static func commandLine(of step: String) -> String {
    let words = step.split(separator: " ")
    let options = words.dropFirst().map { word in
      let parts = word.split(separator: "=", maxSplits: 1)
      return " --" + parts.joined(separator: " ")
    }
    return (words.first.map(String.init) ?? "") + options.joined()
  }

  private static let enlarge = Answer.step("upsample scale=2")
  private static let reduce = Answer.step("downsample scale=2")
  private static let gray = Answer.step("mix preset=gray")
  private static let blur = Answer.step("blur sigma=2")
  private static let resize = Answer.command("resize")
  private static let thumbnail = Answer.step("resize size=256x256")
  private static let crop = Answer.command("crop")
  private static let trim = Answer.words(
    "'imgconv crop --box X,Y,W,H' cuts out a rectangle; imgconv does not look for borders")
  private static let rotate = Answer.words(
    "imgconv does not rotate or mirror; 'jpegtran -rotate 90' does, without loss")
  private static let orient = Answer.words(
    "every filter takes --orient apply, such as 'imgconv blur --sigma 0 --orient apply in.jpg out.jpg'"
  )
  private static let convert = Answer.words(
    "the name of the output sets its format: 'imgconv blur --sigma 0 in.png out.jpg' only converts")
  private static let median = Answer.words(
    "the median is not a convolution; 'imgconv atrous --denoise 3' removes noise")
  private static let mixMatrix = Answer.words(
    "use 'imgconv mix' with --matrix and --bias, such as --matrix \"1.2,0,0; 0,1.2,0; 0,0,1.2\"")

  private static let table: [String: Answer] = [
    "upscale": enlarge, "enlarge": enlarge, "upsize": enlarge, "zoom": enlarge,
    "magnify": enlarge, "interpolate": enlarge, "superres": enlarge, "convtranspose2d": enlarge,
    "downscale": reduce, "shrink": reduce, "reduce": reduce, "decimate": reduce, "bin": reduce,
    "thumbnail": thumbnail, "thumb": thumbnail,
    "scale": resize, "resample": resize, "rescale": resize, "fit": resize,
    "preview": thumbnail,
    "extract": crop, "cut": crop, "cutout": crop, "clip": crop, "extractarea": crop,
    "slice": crop, "subimage": crop, "trim": trim, "autocrop": trim,
    "rotate": rotate, "turn": rotate, "flip": rotate, "flop": rotate, "mirror": rotate,
    "transpose": rotate, "autoorient": orient, "autorotate": orient, "autorot": orient,
    "exiftranspose": orient, "orient": orient,
    "convert": convert, "magick": convert, "transcode": convert, "copy": convert, "cp": convert,
    "compress": convert, "optimize": convert, "format": convert,
    "grayscale": gray, "greyscale": gray, "gray": gray, "grey": gray, "desaturate": gray,
    "bw": gray, "monochrome": gray, "mono": gray,
    "sepia": .step("mix preset=sepia"), "invert": .step("mix preset=invert"),
    "negate": .step("mix preset=invert"), "negative": .step("mix preset=invert"),
    "saturate": .step("mix preset=saturate=1.3"), "saturation": .step("mix preset=saturate=1.3"),
    "hue": .step("mix preset=hue=90"), "bgr": .step("mix preset=swap=bgr"),
    "brightness": mixMatrix, "contrast": mixMatrix, "levels": mixMatrix, "gain": mixMatrix,
    "color": mixMatrix, "colormatrix": mixMatrix, "recolor": mixMatrix, "modulate": mixMatrix,
    "smooth": blur, "soften": blur, "gaussian": blur, "gaussianblur": blur, "gauss": blur,
    "gaussblur": blur, "lowpass": blur,
    "box": .step("blur kernel=box"), "boxblur": .step("blur kernel=box"),
    "mean": .step("blur kernel=box"),
    "unsharp": .command("sharpen"), "usm": .command("sharpen"), "unsharpmask": .command("sharpen"),
    "highpass": .command("sharpen"),
    "sobel": .step("edge operator=sobel"), "scharr": .step("edge operator=scharr"),
    "prewitt": .step("edge operator=prewitt"), "roberts": .step("edge operator=roberts"),
    "laplacian": .step("edge operator=laplacian"), "laplace": .step("edge operator=laplacian"),
    "log": .step("edge operator=log"), "dog": .step("edge operator=dog"),
    "canny": .command("edge"), "gradient": .command("edge"), "outline": .command("edge"),
    "denoise": .step("atrous denoise=3"), "despeckle": .step("atrous denoise=3"),
    "noise": .step("atrous denoise=3"), "wavelet": .command("atrous"),
    "starlet": .command("atrous"), "bilateral": .step("atrous denoise=3"),
    "median": median, "morphology": median, "erode": median, "dilate": median,
    "filter": .command("convolve"), "filter2d": .command("convolve"),
    "kernel": .command("convolve"),
    "conv": .command("convolve"), "conv2d": .command("convolve"),
    "convolution": .command("convolve"), "correlate": .command("convolve"),
    "emboss": .words("use 'imgconv convolve --weights \"-2 -1 0; -1 1 1; 0 1 2\"'"),
    "identify": .command("info"), "exif": .command("info"), "metadata": .command("info"),
    "stat": .command("info"), "show": .command("info"), "inspect": .command("info"),
    "diff": .command("compare"), "psnr": .command("compare"), "ssim": .command("compare"),
    "check": .command("verify"), "validate": .command("verify"),
    "pipeline": .command("run"), "recipe": .command("run"), "apply": .command("run"),
    "batch": .words(
      "every filter takes directories, such as 'imgconv blur photos/ -o soft/'"),
    "mogrify": .words("every filter takes --in-place, such as 'imgconv blur --in-place photos/'"),
    "version": .words("use 'imgconv --version'"),
    "usage": .words("use 'imgconv --help'"),
  ]
}
