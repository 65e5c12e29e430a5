// SPDX-License-Identifier: Apache-2.0

import CFuzzTargets

/// A function that takes any bytes and checks what the code under test promises about them.
///
/// The fuzzer runs it on inputs that it makes up, and `FuzzTests` on the files of a corpus.
public struct FuzzTarget: Sendable {
  /// The name, as `make fuzz TARGET=` takes it.
  public let name: String
  /// The size of inputs in bytes that is worth trying.
  public let maxSize: Int
  /// Returns the promise that was broken; `nil` if all were kept.
  public let fault: @Sendable (_ bytes: [UInt8]) -> String?

  init(_ name: String, maxSize: Int, _ fault: @escaping @Sendable ([UInt8]) -> String?) {
    self.name = name
    self.maxSize = maxSize
    self.fault = fault
  }

  /// A target written in C.
  private init(
    _ name: String, maxSize: Int,
    c function:
      @escaping @Sendable @convention(c) (UnsafePointer<UInt8>?, Int) ->
      UnsafePointer<CChar>?
  ) {
    self.init(name, maxSize: maxSize) { bytes in
      unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe function(buffer.baseAddress, buffer.count).map { unsafe String(cString: $0) }
      }
    }
  }

  /// All targets.
  public static let all = [
    unsafe FuzzTarget("inflate", maxSize: 2048, c: fuzz_inflate),
    unsafe FuzzTarget("png-data", maxSize: 1024, c: fuzz_png_data),
    unsafe FuzzTarget("png", maxSize: 1536, c: fuzz_png),
    unsafe FuzzTarget("jpeg", maxSize: 2048, c: fuzz_jpeg),
    FuzzTarget("metadata", maxSize: 1024, metadataFault),
    FuzzTarget("npy", maxSize: 512, npyFault),
    FuzzTarget("netpbm", maxSize: 512, netpbmFault),
    FuzzTarget("yaml", maxSize: 512, yamlFault),
    FuzzTarget("inline", maxSize: 256, inlineFault),
    FuzzTarget("values", maxSize: 128, valuesFault),
    FuzzTarget("json", maxSize: 512, jsonFault),
    FuzzTarget("tar", maxSize: 4096, tarFault),
    FuzzTarget("command", maxSize: 256, commandFault),
    unsafe FuzzTarget("gate", maxSize: 4096, c: fuzz_gate),
    unsafe FuzzTarget("explain", maxSize: 512, c: fuzz_explain),
  ]
}
