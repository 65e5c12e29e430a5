// SPDX-License-Identifier: Apache-2.0

/// A policy on which metadata to strip from an output.
///
/// The first rule that applies to a field decides:
///
/// 1. A field of a stripped class that is not kept goes.
/// 2. A field all of whose classes are kept stays.
/// 3. A field in a kept container stays.
/// 4. A field in a stripped container goes.
/// 5. With an allow list, a field stays only if all its classes are on the list.
///
/// The default strips nothing.
public struct MetadataPolicy: Hashable, Sendable {
  /// The classes to strip.
  public var strips: Set<MetadataClass>
  /// The exceptions.
  public var keeps: Set<MetadataClass>

  /// Creates a policy.
  public init(strips: Set<MetadataClass> = [], keeps: Set<MetadataClass> = []) {
    self.strips = strips
    self.keeps = keeps
  }

  /// A text that identifies the policy: different policies have different texts.
  var identifier: String {
    let lists = [strips, keeps].map { $0.map(\.rawValue).sorted().joined(separator: ",") }
    return "strip \(lists[0]) keep \(lists[1])"
  }

  /// Whether nothing is stripped.
  var isEmpty: Bool { strips.isEmpty }

  /// Whether only fields known to be safe stay.
  var isAllowList: Bool { strips.contains(where: \.isAllowList) }

  /// The fields that are stripped by their own classes.
  private var strippedFields: FieldClasses {
    strips.subtracting(keeps).reduce([]) { $0.union($1.fields) }
  }

  private var keptFields: FieldClasses { keeps.reduce([]) { $0.union($1.fields) } }

  /// Returns the fields on the allow list, in a container.
  private func allowed(in container: MetadataClass?) -> FieldClasses {
    if strips.contains(.all) {
      return keptFields.union(container == nil ? [.icc, .density, .color] : [])
    }
    if container == .text { return keptFields }
    return keptFields.union([.icc, .density, .color, .structure, .dates, .copyright])
  }

  /// Whether a field stays.
  ///
  /// - Parameter container: `.exif`, `.xmp`, `.iptc`, `.text`, or `nil` for a field of its own.
  func keeps(_ classes: FieldClasses, in container: MetadataClass?) -> Bool {
    if !classes.isDisjoint(with: strippedFields) { return false }
    if !classes.isEmpty && keptFields.isSuperset(of: classes) { return true }
    if let container {
      if keeps.contains(container) { return true }
      if strips.contains(container) { return false }
    }
    if !isAllowList { return true }
    return !classes.isEmpty && allowed(in: container).isSuperset(of: classes)
  }

  /// Whether a container that may hold anything and cannot be edited stays.
  func keepsOpaque(in container: MetadataClass?) -> Bool { keeps(.opaque, in: container) }

  /// Whether a container that cannot be edited is left whole: nothing that it may hold is stripped.
  func leaves(_ container: MetadataClass) -> Bool {
    guard strippedFields.isDisjoint(with: .opaque) else { return false }
    return keeps.contains(container) || !strips.contains(container) && !isAllowList
  }
}
