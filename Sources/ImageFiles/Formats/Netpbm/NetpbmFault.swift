// SPDX-License-Identifier: Apache-2.0

/// The reason why a Netpbm file cannot be read.
enum NetpbmFault: Error, Hashable {
  /// The header is truncated.
  case truncatedHeader
  /// A byte that cannot be in a header or a plain raster, at its place in the file.
  case malformed(at: Int)
  /// A number that is over a limit: a size of 64 bits or more, or a maxval or depth out of its range.
  case number(name: String, value: Int, range: ClosedRange<Int>)
  /// A width or height of more digits than an integer of 64 bits has.
  case tooLarge(name: String)
  /// A line of a PAM header is missing.
  case missing(key: String)
  /// A line of a PAM header that is not defined.
  case unknown(key: String)
  /// A line of a PAM header occurs twice.
  case repeated(key: String)
  /// A tuple type that is not supported, or that does not fit the depth.
  case tupleType(String, depth: Int)
  /// A sample over the maxval.
  case sample(Int, maxval: Int, row: Int)
  /// Truncated data in this row.
  case truncatedData(row: Int, rows: Int)
}

extension NetpbmFault: CustomStringConvertible {
  /// The reason, without a final period.
  var description: String {
    switch self {
    case .truncatedHeader: "Netpbm: truncated header"
    case .malformed(let place): "Netpbm: unexpected byte at offset \(place)"
    case .number(let name, let value, let range):
      "Netpbm: \(name) is \(value), not from \(range.lowerBound) to \(range.upperBound)"
    case .tooLarge(let name): "Netpbm: \(name) is over \(Int.max)"
    case .missing(let key): "PAM: the header lacks \(key)"
    case .unknown(let key): "PAM: the header has an unknown line '\(key)'"
    case .repeated(let key): "PAM: the header has \(key) twice"
    case .tupleType(let type, let depth):
      "PAM: TUPLTYPE '\(type)' of depth \(depth) is not supported; "
        + "use GRAYSCALE, RGB, GRAYSCALE_ALPHA or RGB_ALPHA"
    case .sample(let value, let maxval, let row):
      "Netpbm: a sample of row \(row) is \(value), the maxval is \(maxval)"
    case .truncatedData(let row, let rows): "Netpbm: truncated data: \(row) of \(rows) rows"
    }
  }
}

extension FileError {
  /// Creates the error of a file at `path` that has this fault.
  init(netpbm fault: NetpbmFault, path: String) {
    self.init(.unreadable, path: path, reason: fault.description)
  }
}
