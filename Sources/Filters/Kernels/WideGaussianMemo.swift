// SPDX-License-Identifier: Apache-2.0

private import Locking

/// A memo of wide Gaussians, shared by the copies of the options that own it.
///
/// A batch asks for the same ones for each image, and each takes milliseconds to compute.  What a
/// memo holds changes no result, so all memos are equal.
struct WideGaussianMemo: Sendable {
  /// The parameters that determine a chain.
  private struct Request: Hashable {
    let sigma: Double
    let tolerance: Double
  }

  /// The shared storage.
  private final class Known: Sendable {
    let chains = Locked<[Request: WideGaussian?]>([:])
  }

  /// The maximum number of chains held; a step rarely needs more than two.
  private static let capacity = 16

  private let known = Known()

  /// Returns what `WideGaussian.chain(sigma:tolerance:)` does, computed once for each pair.
  func chain(sigma: Double, tolerance: Double) -> WideGaussian? {
    let request = Request(sigma: sigma, tolerance: tolerance)
    if let chain = known.chains.withLock({ $0[request] }) { return chain }
    let chain = WideGaussian.chain(sigma: sigma, tolerance: tolerance)
    known.chains.withLock { chains in
      if chains.count >= Self.capacity { chains.removeAll() }
      chains[request] = .some(chain)
    }
    return chain
  }
}

extension WideGaussianMemo: Hashable {
  static func == (_: WideGaussianMemo, _: WideGaussianMemo) -> Bool { true }

  func hash(into _: inout Hasher) {}
}
