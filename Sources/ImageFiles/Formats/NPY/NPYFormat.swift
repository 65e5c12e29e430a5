// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension FileFormat {
  /// NumPy's array files: planes of float16 or float32; inputs may have some other types.
  public static let npy = FileFormat(
    id: "npy", name: "NPY", extensions: ["npy"], signatures: [NPYHeader.magic],
    capabilities: .npy, codec: NPYCodec())
}

extension FormatCapabilities {
  fileprivate static var npy: FormatCapabilities {
    var result = FormatCapabilities(channels: .planes, bitDepths: [32])
    result.storesFloats = true
    result.holdsBatches = true
    result.options = [.floatType]
    // Most arrays are no images.
    result.isFoundBySearch = false
    return result
  }
}

/// The codec of NPY: our own code.
private struct NPYCodec: FormatCodec {
  var library: String { "imgconv" }

  func decoder(of file: InputFile, _ plan: DecodingPlan) throws(FileError) -> any RowDecoder {
    try NPYInput(file).imageDecoder(plan.limits)
  }

  func encoder(to file: Destination, _ plan: EncodingPlan) throws(FileError) -> any RowEncoder {
    switch plan.encoding.floatType {
    case .float16:
      return try NPYEncoder<Float16Bits>(to: file, shape: plan.shape, batchSize: plan.batchSize)
    case .float32:
      return try NPYEncoder<Float>(to: file, shape: plan.shape, batchSize: plan.batchSize)
    }
  }

  func bytesHeld(decoding header: FileHeader) -> Int {
    let size = header.storedBitDepth / 8
    return NPYStrips(header.shape, size: size, isSequential: header.isHeldWhole).count * size
  }

  func bytesHeld(encoding plan: EncodingPlan, isSequential: Bool) -> Int {
    let size = plan.encoding.floatType == .float16 ? 2 : 4
    return NPYStrips(plan.shape, size: size, isSequential: isSequential).count * size
  }
}
