// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import Filters
internal import ImageFiles

/// The options of a call, checked.
struct CallOptions {
  /// The maximum number of threads for one image.
  var threads = 1
  /// The limits on pixels.
  var limits = ReadLimits()
  /// The maximum number of bytes held; `nil` for no limit.
  var memory: Int?
  /// The time limit; `nil` for none.
  var timeout: Duration?
  /// The flag that stops the call.
  var stop: CancellationFlag?
  /// How results become integers.
  var map = SampleMap.clamp
  /// How to encode an output.
  var encoding = EncodingChoice()
  /// What becomes of the orientation.
  var orientation = OrientationMode.keep
  /// Which metadata to drop.
  var policy = MetadataPolicy()
  /// Which existing files may be replaced.
  var replacing = Replacing.output
  /// Whether an output file gets its input's modification time.
  var keepsModificationTime = false
  /// Whether an output file is flushed before it gets its name.
  var flushesOutputs = true

  /// The maximum number of threads that a caller gets.
  private static let maxThreads = 256

  /// Reads the options; NULL stands for all defaults.
  ///
  /// - Throws: `IMGCONV_INVALID`, with the name of the field.
  init(_ pointer: UnsafePointer<imgconv_options>?) throws(CallError) {
    guard let pointer = unsafe pointer else { return }
    let options = try unsafe Gate.versioned(pointer, imgconv_options(), "options")
    try unsafe readLimits(options)
    try unsafe readEncoding(options)
    try unsafe readMetadata(options)
    if try unsafe Gate.flag(options.keep_existing, "keep_existing") { replacing = .nothing }
    keepsModificationTime = try unsafe Gate.flag(options.preserve_mtime, "preserve_mtime")
    flushesOutputs = try unsafe !Gate.flag(options.no_sync, "no_sync")
    limits.isLenient = try unsafe Gate.flag(options.lenient, "lenient")
  }

  /// Returns a conversion by a recipe with these options.
  ///
  /// - Throws: `IMGCONV_INVALID`.
  func conversion(_ recipe: Recipe) throws(CallError) -> Conversion {
    if map == .signed && recipe.isNeverNegative {
      throw .invalid("\(FilterError.signedMapOfMagnitude)")
    }
    var conversion: Conversion
    do {
      conversion = try Conversion(recipe)
    } catch {
      throw .invalid("\(error)")
    }
    conversion.threads = threads
    conversion.limits = limits
    conversion.timeout = timeout
    conversion.stop = stop
    conversion.budget = memory.map { MemoryBudget(bytes: $0) }
    conversion.map = map
    conversion.encoding = encoding
    conversion.orientation = orientation
    conversion.metadataPolicy = policy
    conversion.replacing = replacing
    conversion.keepsModificationTime = keepsModificationTime
    conversion.flushesOutputs = flushesOutputs
    return conversion
  }

  private mutating func readLimits(_ options: imgconv_options) throws(CallError) {
    let threads = try unsafe Self.count(Int64(options.threads), "threads")
    if threads > 0 { self.threads = min(threads, Self.maxThreads) }
    let pixels = try unsafe Self.count(options.max_pixels, "max_pixels")
    if pixels > 0 { limits = ReadLimits(maxPixels: pixels) }
    let memory = try unsafe Self.count(options.memory, "memory")
    if memory > 0 { self.memory = memory }
    let milliseconds = try unsafe Self.count(options.timeout_ms, "timeout_ms")
    // A longer time than the clock can add is no limit.
    if milliseconds > 0 && milliseconds < 1 << 50 { timeout = .milliseconds(milliseconds) }
    if let stop = unsafe options.stop {
      self.stop = try unsafe Handles.object(stop, as: CancellationFlag.self, "stop")
    }
    map = try unsafe Self.value(options.map, "map", map, SampleMap.init(rawValue:))
  }

  private mutating func readEncoding(_ options: imgconv_options) throws(CallError) {
    encoding.format = try unsafe Self.value(
      options.format, "format", nil, FileFormat.init(rawValue:))
    encoding.floatType = try unsafe Self.value(
      options.dtype, "dtype", nil, Encoding.FloatType.init(rawValue:))
    encoding.compression = try unsafe Self.value(
      options.compression, "compression", encoding.compression, Encoding.Compression.init(rawValue:)
    )
    if let text = try unsafe Texts.text(options.subsampling, "subsampling"), text != "auto" {
      guard let subsampling = Encoding.Subsampling(rawValue: text) else {
        throw Self.unknown(text, "subsampling")
      }
      encoding.subsampling = subsampling
    }
    encoding.isProgressive = try unsafe Gate.flag(options.progressive, "progressive")
    switch unsafe options.depth {
    case 0: break
    case 8, 16: encoding.bitDepth = unsafe Int(options.depth)
    default: throw unsafe .invalid("depth is \(options.depth); it must be 8 or 16")
    }
    switch unsafe options.quality {
    case 0: break
    case -1: encoding.keepsTables = true
    case 1...100: encoding.quality = unsafe Int(options.quality)
    default: throw unsafe .invalid("quality is \(options.quality); it must be from 1 to 100")
    }
  }

  private mutating func readMetadata(_ options: imgconv_options) throws(CallError) {
    orientation = try unsafe Self.value(
      options.orient, "orient", orientation, OrientationMode.init(rawValue:))
    policy.strips = try unsafe Self.classes(options.strip, "strip") { _ in true }
    policy.keeps = try unsafe Self.classes(options.keep, "keep") { !$0.isAllowList }
    if !policy.keeps.isEmpty && policy.strips.isEmpty {
      throw .invalid("keep lists exceptions to strip, which is empty")
    }
  }

  private static func classes(
    _ text: UnsafePointer<CChar>?, _ name: String, where isAllowed: (MetadataClass) -> Bool
  ) throws(CallError) -> Set<MetadataClass> {
    guard let text = try unsafe Texts.text(text, name), !text.isEmpty else { return [] }
    var classes: Set<MetadataClass> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let found = MetadataClass(name: word.lowercased()), isAllowed(found) else {
        throw unknown(String(word), name)
      }
      classes.insert(found)
    }
    return classes
  }

  private static func count(_ number: Int64, _ name: String) throws(CallError) -> Int {
    if number < 0 { throw .invalid("\(name) is \(number); it must not be negative") }
    return Int(clamping: number)
  }

  private static func value<Value>(
    _ text: UnsafePointer<CChar>?, _ name: String, _ standard: Value,
    _ named: (String) -> Value?
  ) throws(CallError) -> Value {
    guard let text = try unsafe Texts.text(text, name) else { return standard }
    guard let value = named(text) else { throw unknown(text, name) }
    return value
  }

  private static func unknown(_ text: String, _ name: String) -> CallError {
    .invalid("\(name) is '\(text)', which is not one of its values")
  }
}
