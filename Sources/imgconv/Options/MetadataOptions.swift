// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ImageFiles
import Recipes

/// The options for metadata, which includes the orientation.
struct MetadataOptions: OptionValues {
  var strip: [String] = []
  var keep: [String] = []
  var orient = OrientationMode.keep
  var dropExtraPictures = false

  static let declarations: [CommandOption<Self>] = [
    .list(
      "strip", \.strip,
      ArgumentHelp(
        "Drop metadata by class: private (all but color, density, orientation, sizes, dates and copyright), all "
          + "(all but color and density), location, device, person, dates, comments, history, copyright, icc, "
          + "density, exif, xmp, iptc, text.",
        valueName: "class,..."), completion: .list(names(.strip)), parsed: { $0 }),
    .list(
      "keep", \.keep,
      ArgumentHelp(
        "Keep classes that --strip would drop, such as --strip all --keep copyright.",
        valueName: "class,..."), completion: .list(names(.keep)), parsed: { $0 }),
    .option(
      "orient", \.orient,
      ArgumentHelp(
        "Keep the orientation tag (EXIF, XMP), or turn the pixels upright and reset it.",
        valueName: "mode")),
    .flag(
      "drop-extra-pictures", \.dropExtraPictures,
      "With --in-place: allow the loss of other pictures in a file (gain map, depth map, video, frames)."
    ),
  ]

  /// The option that a class is passed to.
  private enum Role: String { case strip, keep }

  func validate() throws {
    _ = try classes(strip, .strip)
    _ = try classes(keep, .keep)
    if !keep.isEmpty && strip.isEmpty {
      throw ValidationError("--keep lists exceptions to --strip; add --strip, such as --strip all")
    }
  }

  /// The policy that these options describe; they must be valid.
  var policy: MetadataPolicy {
    let strips = (try? classes(strip, .strip)) ?? []
    let keeps = (try? classes(keep, .keep)) ?? []
    return MetadataPolicy(strips: strips, keeps: keeps)
  }

  private func classes(_ lists: [String], _ role: Role) throws -> Set<MetadataClass> {
    let words = lists.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return Set(try words.map { try Self.parsed(String($0), role) })
  }

  private static func parsed(_ word: String, _ role: Role) throws -> MetadataClass {
    let name = word.lowercased()
    if let found = MetadataClass(name: name), role == .strip || !found.isAllowList { return found }
    let known = names(role)
    throw ValidationError(
      "--\(role.rawValue): '\(word)' is not a class of metadata; "
        + (Nearest.match(name, among: known).map { "did you mean \($0)?" }
          ?? "use \(known.joined(separator: ", "))"))
  }

  /// Returns the names that an option accepts.
  private static func names(_ role: Role) -> [String] {
    let classes = MetadataClass.allCases.filter { role == .strip || !$0.isAllowList }
    return classes.map(\.rawValue) + ["gps"]
  }
}
