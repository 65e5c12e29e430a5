// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Filters
public import ImageFiles

extension Edge.Operator: ExpressibleByArgument {}
extension Edge.Response: ExpressibleByArgument {}
extension ResamplingKernel: ExpressibleByArgument {}
extension AlphaMode: ExpressibleByArgument {}
extension SampleMap: ExpressibleByArgument {}
extension Encoding.Subsampling: ExpressibleByArgument {}
extension Encoding.Compression: ExpressibleByArgument {}

extension FileFormat: ExpressibleByArgument {
  /// The format of a name such as "png" or "JPG".
  public init?(argument: String) { self.init(name: argument) }
}

extension BorderMode: ExpressibleByArgument {
  /// A mode's name; `constant` has a value.
  public init?(argument: String) {
    switch argument {
    case "zero": self = .zero
    case "replicate": self = .replicate
    case "symmetric": self = .symmetric
    case "reflect": self = .reflect
    case "wrap": self = .wrap
    default:
      let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "constant", let value = Float(parts[1]), value.isFinite
      else { return nil }
      self = .constant(value)
    }
  }

  /// The names for the help; V stands for a number.
  public static var allValueStrings: [String] {
    ["zero", "constant=V", "replicate", "symmetric", "reflect", "wrap"]
  }

  /// The name as the command line takes it.
  public var defaultValueDescription: String {
    switch self {
    case .zero: "zero"
    case .constant(let value): "constant=\(value)"
    case .replicate: "replicate"
    case .symmetric: "symmetric"
    case .reflect: "reflect"
    case .wrap: "wrap"
    }
  }
}

/// One number for both directions, or one for columns and one for rows: `2` or `2,3`.
struct Pair<Number: LosslessStringConvertible & Sendable>: ExpressibleByArgument, Sendable {
  /// Along columns: what changes with y.
  let vertical: Number
  /// Along rows: what changes with x.
  let horizontal: Number

  init(_ both: Number) {
    vertical = both
    horizontal = both
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first.flatMap({ Number(String($0)) }),
      let last = parts.last.flatMap({ Number(String($0)) })
    else { return nil }
    vertical = first
    horizontal = last
  }
}
