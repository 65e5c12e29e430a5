// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// A source of a plan's images.
package enum PlanInput: Hashable, Sendable {
  /// The images in this directory.
  case directory(Path)
  /// One file, whatever its name.
  case file(Path)
  /// The files in a list; each keeps the directories that it is listed with.
  case list(FileList)

  var directory: Path? {
    if case .directory(let path) = self { path } else { nil }
  }
}
