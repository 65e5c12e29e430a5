// SPDX-License-Identifier: Apache-2.0

/// Names of options and values in other programs, with their names here.
enum ForeignOptions {
  /// Returns the equivalents of another program's option, in order of preference.
  static func options(for name: String) -> [String] { options[name.lowercased()] ?? [] }

  /// Returns why no option of that name is needed; `nil` for an unknown name.
  static func needless(_ name: String) -> String? { needless[name.lowercased()] }

  /// Returns the equivalent of another program's value; `nil` for an unknown value.
  static func value(_ value: String, among values: [String]) -> String? {
    (Self.values[value.lowercased()] ?? []).first { values.contains($0) }
  }

  private static let options: [String: [String]] = [
    "stddev": ["sigma"], "std": ["sigma"], "sd": ["sigma"], "strength": ["amount", "sigma"],
    "size": ["sigma", "scale", "radius"], "ksize": ["radius", "weights"],
    "kernel-size": ["radius", "weights"], "blur": ["sigma"],
    "factor": ["scale", "size"], "zoom": ["scale", "size"], "percent": ["size", "scale"],
    "resize": ["size", "scale"], "width": ["size"], "height": ["size"],
    "scale": ["size"], "without-enlargement": ["no-enlarge"], "only-shrink": ["no-enlarge"],
    "bg": ["background"], "mp": ["megapixels"],
    "method": ["kernel", "operator"], "type": ["kernel", "operator"], "filter": ["kernel"],
    "algorithm": ["kernel", "operator"], "interpolation": ["kernel"], "interp": ["kernel"],
    "geometry": ["box", "size"], "rect": ["box"], "rectangle": ["box"], "region": ["box"],
    "roi": ["box"], "crop": ["box"], "position": ["gravity"], "anchor": ["gravity"],
    "align": ["gravity"],
    "auto-orient": ["orient apply"], "autoorient": ["orient apply"],
    "auto-rotate": ["orient apply"], "autorotate": ["orient apply"],
    "orientation": ["orient"], "rotate": ["orient apply"],
    "mask": ["weights"], "matrix": ["weights"], "pad": ["padding"], "dilate": ["dilation"],
    "padding-mode": ["border"], "mode": ["border"], "edge": ["border"], "boundary": ["border"],
    "virtual-pixel": ["border"], "bordertype": ["border"], "colormatrix": ["matrix"],
    "grayscale": ["preset gray"], "greyscale": ["preset gray"], "gray": ["preset gray"],
    "grey": ["preset gray"], "sepia": ["preset sepia"], "invert": ["preset invert"],
    "negate": ["preset invert"], "saturate": ["preset saturate=1.3"],
    "saturation": ["preset saturate=1.3"], "hue": ["preset hue=90"], "offset": ["bias"],
    "radius": ["sigma"], "scales": ["levels"], "shape": ["input"], "dims": ["input"],
    "strip-exif": ["strip exif"], "strip-metadata": ["strip all"], "strip-gps": ["strip location"],
    "no-metadata": ["strip all"],
    "out": ["output"], "outdir": ["output"], "out-dir": ["output"], "output-dir": ["output"],
    "outfile": ["output"], "dest": ["output"], "destination": ["output"], "dst": ["output"],
    "threads": ["jobs"], "workers": ["jobs"], "parallel": ["jobs"], "processes": ["jobs"],
    "num-workers": ["jobs"], "nproc": ["jobs"], "t": ["jobs"], "p": ["jobs"],
    "bits": ["depth"], "bit-depth": ["depth"], "bitdepth": ["depth"], "bpp": ["depth"],
    "jpeg-quality": ["quality"], "jpg-quality": ["quality"],
    "chroma": ["subsampling"], "sampling-factor": ["subsampling"],
    "compression-level": ["compression"], "level": ["compression"], "effort": ["compression"],
    "ext": ["format"], "extension": ["format"], "to": ["format"], "fmt": ["format"],
    "silent": ["quiet"], "debug": ["verbose"], "loglevel": ["verbose"],
    "colour": ["color"], "continue": ["resume"], "log": ["report"], "json": ["report"],
    "dryrun": ["dry-run"], "simulate": ["dry-run"], "noop": ["dry-run"],
    "inplace": ["in-place"], "suffix": ["name", "backup"], "rename": ["name"],
    "pattern": ["include"], "glob": ["include"], "ignore": ["exclude"],
    "no-overwrite": ["no-clobber"], "skip-existing-files": ["skip-existing"],
    "deadline": ["timeout"], "mem": ["memory"], "max-memory": ["memory"], "ram": ["memory"],
    "limit-memory": ["memory"], "max-size": ["max-pixels"], "preserve-timestamps": ["preserve"],
    "keep-going": ["max-errors"], "stop-on-error": ["fail-fast"], "symlinks": ["follow"],
    "gamma": ["linear"], "normalise": ["normalize"], "transpose": ["transposed"],
    "threshold": ["tolerance"], "recipes": ["recipe"], "f": ["files-from"],
  ]

  private static let needless = [
    "r": "directories are always searched recursively; --no-recursive turns that off",
    "recurse": "directories are always searched recursively; --no-recursive turns that off",
    "y": "outputs are replaced unless --no-clobber is given",
    "force": "outputs are replaced unless --no-clobber is given",
    "overwrite":
      "outputs are replaced unless --no-clobber is given; --in-place replaces the inputs",
    "i": "inputs are named without an option; --in-place replaces them",
    "in-channels": "the numbers of channels follow from the image and the weights",
    "out-channels": "the numbers of channels follow from the image and the weights",
    "input": "inputs are named without an option",
    "in": "inputs are named without an option",
    "src": "inputs are named without an option",
    "keep-metadata": "metadata is always kept",
    "gpu": "imgconv runs on the CPU only",
    "device": "imgconv runs on the CPU only",
    "cuda": "imgconv runs on the CPU only",
  ]

  private static let values: [String: [String]] = [
    "mirror": ["reflect"], "mirror101": ["reflect"], "reflect101": ["reflect"],
    "reflect_101": ["reflect"], "half-sample": ["symmetric"], "edge": ["replicate"],
    "nearest": ["replicate", "nearest"], "clamp": ["replicate", "clamp"], "extend": ["replicate"],
    "repeat": ["wrap"], "circular": ["wrap"], "periodic": ["wrap"], "tile": ["wrap"],
    "zeros": ["zero"], "black": ["zero"], "white": ["constant=V"], "gauss": ["gaussian"],
    "mean": ["box"], "average": ["box"], "uniform": ["box"], "pascal": ["binomial"],
    "linear": ["bilinear"], "cubic": ["bicubic"], "catmull": ["bicubic"], "catrom": ["bicubic"],
    "lanczos": ["lanczos3"], "lanczos4": ["lanczos3"], "point": ["nearest"],
    "spline": ["bspline"], "area": ["bilinear"], "canny": ["sobel"], "laplace": ["laplacian"],
    "marr": ["log"], "mag": ["magnitude"], "dx": ["x"], "dy": ["y"], "orientation": ["angle"],
    "direction": ["angle"], "stretch": ["normalize"], "rescale": ["normalize"],
    "minmax": ["normalize"], "absolute": ["abs"], "max": ["small"], "best": ["small"],
    "9": ["small"], "high": ["small"], "default": ["balanced"], "0": ["fastest"],
    "1": ["fast"], "low": ["fast"], "none": ["fastest"], "on": ["always"], "yes": ["always"],
    "true": ["always"], "off": ["never"],
    "no": ["never"], "false": ["never"], "4:2:0": ["420"], "4:2:2": ["422"], "4:4:4": ["444"],
    "grayscale": ["gray"], "greyscale": ["gray"], "grey": ["gray"], "bw": ["gray"],
    "mono": ["gray"], "negative": ["invert"], "negate": ["invert"], "bgr": ["swap=bgr"],
    "desaturate": ["gray"], "time": ["mtime"], "times": ["mtime"], "timestamps": ["mtime"],
    "timestamp": ["mtime"], "all": ["mtime"], "numpy": ["npy"],
    "straight": ["independent"], "ignore": ["keep"], "leakyrelu": ["leaky=S"],
    "leaky_relu": ["leaky=S"], "identity": ["none"], "linear-activation": ["none"],
    "premultiplied": ["premultiply"],
    "centre": ["center"], "middle": ["center"], "top": ["north"], "bottom": ["south"],
    "left": ["west"], "right": ["east"], "topleft": ["northwest"], "topright": ["northeast"],
    "bottomleft": ["southwest"], "bottomright": ["southeast"],
  ]
}
