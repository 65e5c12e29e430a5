// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Filters
public import ImageFiles

extension Edge.Operator: ExpressibleByArgument {}
extension Edge.Response: ExpressibleByArgument {}
extension ResamplingKernel: ExpressibleByArgument {}
extension AlphaMode: ExpressibleByArgument {}
extension SampleMap: ExpressibleByArgument {}
extension Encoding.Compression: ExpressibleByArgument {}

extension FileFormat: ExpressibleByArgument {
  /// The format of a name such as "png" or "JPG".
  public init?(argument: String) { self.init(name: argument) }
}

extension Convolve.Padding: ExpressibleByArgument {
  /// What a shell offers: the names.
  public static var defaultCompletionKind: CompletionKind { .list(["same", "valid"]) }

  /// `same`, `valid`, or the samples at the top, left, bottom and right; two numbers are rows and columns, one is all four.
  public init?(argument: String) {
    switch argument {
    case "same": self = .same
    case "valid": self = .valid
    default:
      let fields = argument.split(separator: ",", omittingEmptySubsequences: false)
      let counts = fields.compactMap { Int($0) }
      guard counts.count == fields.count else { return nil }
      switch counts.count {
      case 1: self = .explicit(top: counts[0], left: counts[0], bottom: counts[0], right: counts[0])
      case 2: self = .explicit(top: counts[0], left: counts[1], bottom: counts[0], right: counts[1])
      case 4: self = .explicit(top: counts[0], left: counts[1], bottom: counts[2], right: counts[3])
      default: return nil
      }
    }
  }
}

extension Convolve.Activation: ExpressibleByArgument {
  /// `none`, `relu`, or `leaky=S`.
  public init?(argument: String) {
    switch argument {
    case "none": self = .none
    case "relu": self = .relu
    default:
      guard argument.hasPrefix("leaky="), let slope = Float(argument.dropFirst("leaky=".count))
      else { return nil }
      self = .leaky(slope: slope)
    }
  }

  /// The names for the help; S stands for a number.
  public static var allValueStrings: [String] { ["none", "relu", "leaky=S"] }

  /// What a shell offers: each works as it stands.
  public static var defaultCompletionKind: CompletionKind { .list(["none", "relu", "leaky=0.1"]) }

  /// The name as the command line takes it.
  public var defaultValueDescription: String {
    switch self {
    case .none: "none"
    case .relu: "relu"
    case .leaky(let slope): "leaky=\(slope)"
    }
  }
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

  /// What a shell offers: each works as it stands.
  public static var defaultCompletionKind: CompletionKind {
    .list(["zero", "constant=0.5", "replicate", "symmetric", "reflect", "wrap"])
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

/// Rows of numbers: `1,2;3,4`, or with spaces between the numbers.
struct Matrix: ExpressibleByArgument {
  let rows: [[Double]]

  init?(argument: String) {
    var rows: [[Double]] = []
    for row in argument.split(separator: ";", omittingEmptySubsequences: false) {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      // Commas part numbers; without any, spaces do.
      let words = fields.count == 1 ? row.split(separator: " ") : fields.map(\.trimmed)
      let numbers = words.compactMap { Double($0) }
      guard numbers.count == words.count, !numbers.isEmpty else { return nil }
      rows.append(numbers)
    }
    self.rows = rows
  }
}

extension Substring {
  /// Without the spaces around it.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
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
