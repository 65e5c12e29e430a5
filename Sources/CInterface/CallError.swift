// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import FileSystem
internal import FilterExplain
internal import Filters
internal import ImageFiles
internal import Recipes

/// The failure of a call: what `imgconv_error` tells the caller.
struct CallError: Error {
  /// The status that the function returns.
  var code: Int32
  /// One of `IMGCONV_DETAIL_...`.
  var detail = Int32(IMGCONV_DETAIL_NONE)
  /// The number behind the detail.
  var number: Int64 = 0
  /// The position in a recipe, from 1; 0 without one.
  var place = (line: Int32(0), column: Int32(0))
  /// One line, without a period.
  let message: String

  /// An argument that no call accepts.
  static func invalid(_ message: String) -> CallError {
    CallError(code: Int32(IMGCONV_INVALID), message: message)
  }

  /// An array of another shape, type or layout than the call needs.
  static func shape(_ message: String) -> CallError {
    var error = invalid(message)
    error.detail = Int32(IMGCONV_DETAIL_SHAPE)
    return error
  }
}

extension CallError {
  /// The failure that an error of the library stands for.
  init(_ error: any Error) {
    switch error {
    case let error as CallError: self = error
    case let error as FileError: self.init(error)
    case let error as RecipeError: self.init(error)
    case let error as OutOfMemory: self.init(error)
    case let error as ArrayError: self = .shape("\(error)")
    case is FilterError, is ShapeError:
      self.init(code: Int32(IMGCONV_UNREADABLE), message: "\(error)")
      detail = Int32(IMGCONV_DETAIL_FILTER)
    default: self.init(code: Int32(IMGCONV_BUG), message: "\(error)")
    }
  }

  private init(_ error: RecipeError) {
    if let file = error.file {
      self.init(file)
    } else {
      self = .invalid("\(error)")
    }
    if let place = error.place {
      self.place = (Int32(clamping: place.line), Int32(clamping: place.column))
    }
  }

  private init(_ error: OutOfMemory) {
    self.init(code: Int32(IMGCONV_LIMIT), message: "\(error)")
    detail = Int32(IMGCONV_DETAIL_OUT_OF_MEMORY)
    number = Int64(clamping: error.bytes)
  }

  private init(_ error: FileError) {
    self.init(code: error.kind.status, message: "\(error)")
    guard let detail = error.detail else { return }
    (self.detail, number) = detail.numbers
  }
}

extension FileError.Kind {
  /// The status for an error of this kind.
  fileprivate var status: Int32 {
    let status =
      switch self {
      case .unreadable: IMGCONV_UNREADABLE
      case .cannotCreate: IMGCONV_CANNOT_CREATE
      case .readWrite, .readerGone: IMGCONV_READ_WRITE
      case .limit: IMGCONV_LIMIT
      case .interrupted: IMGCONV_STOPPED
      case .internalError: IMGCONV_BUG
      }
    return Int32(status)
  }
}

extension FileError.Detail {
  /// The code of the detail, and its number.
  fileprivate var numbers: (code: Int32, number: Int64) {
    let (code, number): (Int, Int) =
      switch self {
      case .pixels(let count): (IMGCONV_DETAIL_PIXELS, count)
      case .memory(let needed, _): (IMGCONV_DETAIL_MEMORY, needed)
      case .outOfMemory(let bytes): (IMGCONV_DETAIL_OUT_OF_MEMORY, bytes)
      case .timeout(let limit): (IMGCONV_DETAIL_TIMEOUT, Int(limit / .milliseconds(1)))
      case .exists: (IMGCONV_DETAIL_EXISTS, 0)
      case .isInput: (IMGCONV_DETAIL_IS_INPUT, 0)
      case .unknownExtension: (IMGCONV_DETAIL_EXTENSION, 0)
      case .bitDepth(let limit, _): (IMGCONV_DETAIL_DEPTH, limit)
      case .filter: (IMGCONV_DETAIL_FILTER, 0)
      case .extraPictures, .unfinishedRun: (IMGCONV_DETAIL_NONE, 0)
      }
    return (Int32(code), Int64(clamping: number))
  }
}
