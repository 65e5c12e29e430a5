// SPDX-License-Identifier: Apache-2.0

/// The identity of a file or directory: equal for all hard links and paths to it.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}
