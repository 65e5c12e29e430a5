// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The result of a conversion.
public struct ConversionResult: Hashable, Sendable {
  /// The extent of the image that was read; of each image of a batch.
  public let input: Shape
  /// The extent of the image that was written; of each image of a batch.
  public let output: Shape
  /// The number of images along the input's batch axis; `nil` if it has none.
  public let batchSize: Int?
  /// Notes on parts of the image or its metadata that could not be kept, one sentence each.
  public let notes: [String]
  /// The one of `notes` that tells how many samples were clamped; `nil` if there were few.
  public let clampingNote: String?
  /// The one of `notes` that tells what a damaged input has lost; `nil` unless `ReadLimits.isLenient` accepted damage.
  public let salvageNote: String?
  /// The measurements of the image, one sentence each.
  public let details: [String]
  /// The input's identity, size and modification time while it was read; `nil` for a pipe or a device.
  public let stamp: FileStamp?
  /// The output's size and checksum; `nil` for a pipe or a device, or if `Conversion.takesChecksum` is off.
  public let written: WrittenFile?
}
