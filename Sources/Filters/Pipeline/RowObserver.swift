// SPDX-License-Identifier: Apache-2.0

/// An observer of the rows that pass between two links of a chain.
package protocol RowObserver: AnyObject {
  /// Observes a row; called once for each row, from top to bottom.
  ///
  /// - Throws: an error that ends the chain's run.
  func observe(_ row: inout MutableRow) throws(RowError)
}
