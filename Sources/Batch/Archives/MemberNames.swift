// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The names of members: which are safe, and which are taken.
struct MemberNames {
  private var taken: Set<RecordKey> = []

  /// Returns why a name is refused, as a reason; `nil` if it is safe: relative, without `..` and NULs.
  static func fault(in name: [UInt8]) -> String? {
    if name.isEmpty { return "the name is empty" }
    if name.first == UInt8(ascii: "/") { return "the name is absolute" }
    if name.contains(0) { return "the name contains a NUL" }
    return components(name).contains { $0.elementsEqual("..".utf8) } ? "the name contains .." : nil
  }

  /// Takes a name, unless another member has it in any spelling; returns whether it was free.
  mutating func take(_ name: [UInt8]) -> Bool {
    taken.insert(MemberNames.key(name)).inserted
  }

  /// Returns why a member that is no image is not copied; `nil` if it is, and then its name is taken.
  mutating func refusal(ofCopy entry: TarEntry, _ naming: MemberNaming) -> FileError? {
    if let fault = MemberNames.fault(in: entry.name) {
      return naming.error(.unreadable, entry.name, fault)
    }
    // A directory may be named again; programs only set its attributes then.
    let isFree = take(entry.name) || entry.kind == .directory
    return isFree ? nil : naming.duplicate(entry.name, entry.name)
  }

  /// Returns the name of the member that describes a failure, which is then taken: `KEY.error.json`, where the key is
  /// the path up to the first period of the last component, as in WebDataset.
  ///
  /// Components that are unsafe are left out, and a number is added if the name is taken.
  mutating func takeError(for name: [UInt8]) -> [UInt8] {
    let safe = MemberNames.components(name).filter {
      !$0.elementsEqual("..".utf8) && !$0.contains(0)
    }
    let (period, slash) = (UInt8(ascii: "."), UInt8(ascii: "/"))
    let base = safe.last ?? Array("member".utf8)[...]
    let key = base.first == period ? base : base.prefix { $0 != period }
    let path = Array((safe.dropLast() + [key]).joined(separator: [slash]))
    var number = 1
    while true {
      let infix = number == 1 ? "" : ".\(number)"
      let name = path + Array("\(infix).error.json".utf8)
      if take(name) { return name }
      number += 1
    }
  }

  /// The components of a name without empty ones and `.`.
  static func components(_ name: [UInt8]) -> [ArraySlice<UInt8>] {
    name.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
  }

  private static func key(_ name: [UInt8]) -> RecordKey {
    RecordKey(
      ReportedName(bytes: Array(components(name).joined(separator: [UInt8(ascii: "/")]))), nil)
  }
}
