// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import ImageFiles

extension FileError.Kind {
  /// Creates the kind from its word in a report.
  init?(word: String) {
    guard let kind = FileError.Kind.allCases.first(where: { $0.word == word }) else { return nil }
    self = kind
  }

  /// The kind's word in a report.
  var word: String {
    switch self {
    case .unreadable: "unreadable"
    case .cannotCreate: "cannot-create"
    case .readWrite: "read-write"
    case .readerGone: "reader-gone"
    case .limit: "limit"
    case .interrupted: "interrupted"
    case .internalError: "internal"
    }
  }
}

extension Shape {
  /// Creates a shape from a record; `nil` if there is none.
  init?(_ json: JSON?) {
    guard let sides = json?.array?.compactMap(\.int), sides.count == 3, sides.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(channels: sides[0], height: sides[1], width: sides[2])
  }

  /// The shape in a record: channels, height, width.
  var json: JSON { .array([channels, height, width].map(JSON.number)) }
}

extension Duration {
  /// Creates a duration from a record; `nil` if there is none or if it is out of range.
  init?(milliseconds json: JSON?) {
    guard let milliseconds = json?.real, (0...1e15).contains(milliseconds) else { return nil }
    self = .microseconds(Int((milliseconds * 1000).rounded()))
  }

  /// The duration in milliseconds, to three decimals.
  var milliseconds: JSON {
    .real((self / .microseconds(1)).rounded() / 1000)
  }
}
