// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The options of a plan, besides its inputs and its output directory.
package struct PlanOptions: Hashable, Sendable {
  /// The selection of files from directories.
  package var walk = WalkOptions()
  /// The outputs' format; `nil` to keep the format of each input's name.
  package var format: FileFormat?
  /// The template for the outputs' names.
  package var name = NameTemplate.mirror
  /// The part of the batch to run.
  package var shard = Shard.whole
  /// The maximum number of files, counted after `shard` and before `existing`; `nil` for all.
  package var limit: Int?
  /// The policy for outputs that exist.
  package var existing = ExistingOutputs.replace
  /// Whether the output directory is case-insensitive; `nil` to detect it.
  package var foldsCase: Bool?

  /// Creates the default options.
  package init() {}
}
