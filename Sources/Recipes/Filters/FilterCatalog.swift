// SPDX-License-Identifier: Apache-2.0

/// The filters that are available as commands and as steps of recipes.
package enum FilterCatalog {
  /// The descriptions of all filters, in the order of the help.
  package static let all: [any FilterDescription.Type] = [
    BlurDescription.self, EdgeDescription.self, SharpenDescription.self, AtrousDescription.self,
    MixDescription.self, ResizeDescription.self, CropDescription.self, UpsampleDescription.self,
    DownsampleDescription.self, ConvolveDescription.self,
  ]

  /// The names of all filters, in the order of the help.
  package static var names: [String] { all.map { $0.name } }

  /// Returns the description of the filter with a name.
  package static func named(_ name: String) -> (any FilterDescription.Type)? {
    all.first { $0.name == name }
  }
}
