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
  /// Creates the format from a name such as "png" or "JPG".
  public init?(argument: String) { self.init(name: argument) }
}

extension Convolve.Padding: ExpressibleByArgument {
  /// The shell completions: the names.
  public static var defaultCompletionKind: CompletionKind { .list(["same", "valid"]) }

  /// Parses `same`, `valid`, or the samples at the top, left, bottom and right.
  ///
  /// Two numbers are rows and columns, one is all four.
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
  /// Parses `none`, `relu`, or `leaky=S`.
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

  /// The names for the help, where S is a number.
  public static var allValueStrings: [String] { ["none", "relu", "leaky=S"] }

  /// The shell completions: each is a valid value.
  public static var defaultCompletionKind: CompletionKind { .list(["none", "relu", "leaky=0.1"]) }

  /// The value as it is written on the command line.
  public var defaultValueDescription: String {
    switch self {
    case .none: "none"
    case .relu: "relu"
    case .leaky(let slope): "leaky=\(slope)"
    }
  }
}

extension BorderMode: ExpressibleByArgument {
  /// Parses a mode's name; `constant` has a value.
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

  /// The names for the help, where V is a number.
  public static var allValueStrings: [String] {
    ["zero", "constant=V", "replicate", "symmetric", "reflect", "wrap"]
  }

  /// The shell completions: each is a valid value.
  public static var defaultCompletionKind: CompletionKind {
    .list(["zero", "constant=0.5", "replicate", "symmetric", "reflect", "wrap"])
  }

  /// The value as it is written on the command line.
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

/// Rows of numbers such as `1,2;3,4`, or with spaces between the numbers.
struct Matrix: ExpressibleByArgument {
  let rows: [[Double]]

  init?(argument: String) {
    var rows: [[Double]] = []
    for row in argument.split(separator: ";", omittingEmptySubsequences: false) {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      // Commas separate numbers; if there are none, spaces do.
      let words = fields.count == 1 ? row.split(separator: " ") : fields.map(\.trimmed)
      let numbers = words.compactMap { Double($0) }
      guard numbers.count == words.count, !numbers.isEmpty else { return nil }
      rows.append(numbers)
    }
    self.rows = rows
  }
}

extension Substring {
  /// The text without leading and trailing spaces.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// One number for both directions, or one for columns and one for rows: `2` or `2,3`.
struct Pair<Number: LosslessStringConvertible & Sendable>: ExpressibleByArgument, Sendable {
  /// The number for the vertical direction, along columns: y changes.
  let vertical: Number
  /// The number for the horizontal direction, along rows: x changes.
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
