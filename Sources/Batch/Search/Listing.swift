// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The entries that a batch takes from one directory.
struct Listing {
  /// The indices of the entries, sorted by the paths below them: a directory's name counts with a
  /// trailing slash.
  private(set) var order: [UInt32] = []
  /// The number of files of other kinds.
  private(set) var others = 0
  private var names = NamePool()

  init(_ path: Path, dir: [UInt8], _ options: WalkOptions) throws(System.Failure) {
    var names = NamePool()
    var others = 0
    let dir = Path(bytes: dir)
    try Directory.read(path) { entry in
      switch entry.kind {
      case .file where options.takes(file: entry.name, in: dir): names.append(entry.name)
      case .file where options.mayTake(file: entry.name, in: dir): others += 1
      case .directory where options.enters(entry.name, in: dir):
        names.append(entry.name + Listing.slash)
      case .linkedDirectory where options.followsLinks && options.enters(entry.name, in: dir):
        names.append(entry.name + Listing.slash)
      default: break
      }
    }
    order = (0..<UInt32(names.count)).sorted {
      names[Int($0)].lexicographicallyPrecedes(names[Int($1)])
    }
    self.names = names
    self.others = others
  }

  var count: Int { order.count }

  func isDirectory(_ index: UInt32) -> Bool { names[Int(index)].last == Listing.slash[0] }

  func name(_ index: UInt32) -> ArraySlice<UInt8> {
    isDirectory(index) ? names[Int(index)].dropLast() : names[Int(index)]
  }

  private static let slash = [UInt8(ascii: "/")]
}
