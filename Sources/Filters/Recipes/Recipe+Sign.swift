// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// Whether the result is a magnitude or an angle, perhaps smoothed or mixed by non-negative weights, so that no
  /// sample is below 0 or represents a negative number.
  public var isNeverNegative: Bool {
    for step in steps.reversed() {
      switch step.filter {
      case .edge(let edge): return edge.response == .magnitude || edge.response == .angle
      case .blur: continue
      case .mix(let mix) where (mix.matrix.joined() + mix.bias).allSatisfy { $0 >= 0 }: continue
      case .sharpen, .mix, .upsample, .downsample, .atrous, .convolve: return false
      }
    }
    return false
  }
}
