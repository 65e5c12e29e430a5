// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

extension Plan {
  /// Whether two paths are one file's for a file system that does not tell upper from lower case,
  /// be it that it says otherwise: some number a file anew for each way in which its name is written.
  public static func foldsToSame(_ first: Path, _ second: Path) -> Bool {
    let places = [first, second].map { path in
      FileCase.folded((System.realPath(path.folder) ?? path.folder).appending(path.parts.name))
    }
    return places[0] == places[1] && FileCase.isFolded(second.folder)
  }
}

/// Whether a folder takes upper and lower case of names for the same.
enum FileCase {
  /// Asks the folder, or the nearest above it that exists, without changing anything.
  ///
  /// A name in it, or its own name, is looked for with its letters turned.  An empty folder that is
  /// the root of a file system tells nothing and counts as one that tells case, except on Apple's
  /// systems, where it can be asked.
  static func isFolded(_ folder: Path) -> Bool {
    var folder = folder
    while !Folder.exists(folder) && folder.folder != folder { folder = folder.folder }
    guard let real = System.realPath(folder) else { return false }
    var answer: Bool?
    try? Folder.read(real) { entry in
      answer = answer ?? isFolded(entry.name[...], in: real)
    }
    if let answer { return answer }
    if Folder.identity(real)?.device == Folder.identity(real.folder)?.device,
      let answer = isFolded(real.parts.name, in: real.folder)
    {
      return answer
    }
    return Folder.saysItFoldsCase(real)
  }

  /// Whether a name in a folder is found with its ASCII letters turned; nil if it has none.
  private static func isFolded(_ name: ArraySlice<UInt8>, in folder: Path) -> Bool? {
    let turned = name.map { byte in
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      return isLetter ? byte ^ 0x20 : byte
    }
    guard turned != Array(name), let own = Folder.file(folder.appending(name)) else { return nil }
    guard let other = Folder.file(folder.appending(turned)) else { return false }
    // Some file systems number a file anew for each way in which its name is written.
    return other == own || !lists(turned, in: folder)
  }

  private static func lists(_ name: [UInt8], in folder: Path) -> Bool {
    var isListed = false
    try? Folder.read(folder) { isListed = isListed || $0.name == name }
    return isListed
  }

  /// The path with each character in its simple lower case; what is no UTF-8 stays.
  static func folded(_ path: Path) -> [UInt8] {
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      return path.bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
    return Array(text.unicodeScalars.map(\.properties.lowercaseMapping).joined().utf8)
  }
}
