// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles

private let limits = ReadLimits(maxPixels: 1 << 12)

private func read(_ bytes: [UInt8]) -> ImageFile? {
  try? ImageFile(contentsOf: .bytes(bytes, name: "input"), limits: limits)
}

/// Writes an image and reads it again.
private func rewritten(_ file: ImageFile, _ encoding: Encoding) -> ImageFile? {
  let output = MemoryOutput()
  guard (try? file.write(to: .memory(output), encoding: encoding)) != nil else { return nil }
  return read(output.bytes)
}

private func bits(_ image: Image) -> [UInt32] {
  image.samples.map(\.bitPattern)
}

/// Reads a whole NPY file.
///
/// A file that is read has exactly the bytes that its header promises, and is the same after it was written as float32.
func npyFault(_ bytes: [UInt8]) -> String? {
  if !bytes.starts(with: [0x93]) { return nil }
  guard let reader = try? ImageReader(.bytes(bytes, name: "input"), limits: limits) else {
    return nil
  }
  let shape = reader.header.shape
  let count = shape.channels * shape.height * shape.width * reader.header.imageCount
  let isWhole = (try? reader.finish()) != nil
  guard isWhole else { return nil }
  guard let numbers = npyDataSize(bytes) else { return "NPY: the header has no plain form" }
  if ![1, 2, 4, 8].contains(where: { count * $0 == numbers }) {
    return "NPY: \(numbers) bytes of data for \(count) numbers"
  }
  if reader.header.imageCount > 1 { return nil }
  guard let file = read(bytes) else { return "NPY: a file that was read whole is refused" }
  guard let again = rewritten(file, Encoding(.npy)) else {
    return "NPY: what is read is not written"
  }
  return bits(again.image) == bits(file.image) ? nil : "NPY: other numbers after writing"
}

/// The number of bytes after the header, by the length that the file states.
private func npyDataSize(_ bytes: [UInt8]) -> Int? {
  guard bytes.count > 12 else { return nil }
  let isShort = bytes[6] == 1
  let length = bytes[8..<(isShort ? 10 : 12)].reversed().reduce(0) { $0 << 8 | Int($1) }
  return bytes.count - length - (isShort ? 10 : 12)
}

/// Reads a whole Netpbm file.
///
/// Samples are fractions of the largest number; PGM, PPM and PAM with all 8 or 16 bits are the same after they were
/// written.
func netpbmFault(_ bytes: [UInt8]) -> String? {
  if !bytes.starts(with: [0x50]) { return nil }
  guard let file = read(bytes) else { return nil }
  if !file.image.samples.allSatisfy({ (0...1).contains($0) }) {
    return "Netpbm: a sample outside 0...1"
  }
  if let fault = plainFault(bytes, file.image) { return fault }
  guard let header = (try? ImageReader(.bytes(bytes, name: "input"), limits: limits))?.header else {
    return "Netpbm: a file is read once, but not twice"
  }
  let depth = file.bitDepth
  if header.maxValue != 1 << depth - 1 { return nil }
  guard let again = rewritten(file, Encoding(.pam, bitDepth: depth)) else {
    return "Netpbm: what is read is not written"
  }
  let isSame = bits(again.image) == bits(file.image) && again.hasAlpha == file.hasAlpha
  return isSame ? nil : "Netpbm: other samples after writing"
}

/// Compares a PGM or PPM of 8 bits without comments with a plain reading of it.
private func plainFault(_ bytes: [UInt8], _ image: Image) -> String? {
  let head = bytes.prefix(64)
  if head.contains(UInt8(ascii: "#"))
    || !(head.starts(with: "P5".utf8) || head.starts(with: "P6".utf8))
  {
    return nil
  }
  let isBlank = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
  let words = head.split(maxSplits: 4, whereSeparator: isBlank)
  guard words.count > 3, let most = Int(String(decoding: words[3], as: UTF8.self)), most < 256,
    words[3].endIndex < head.endIndex
  else {
    return nil
  }
  let place = words[3].endIndex + 1
  let pixels = image.shape.height * image.shape.width
  for (index, sample) in image.samples.enumerated() {
    let value = bytes[place + index % pixels * image.shape.channels + index / pixels]
    if sample != Float(value) / Float(most) { return "Netpbm: another sample than plainly read" }
  }
  return nil
}
