// SPDX-License-Identifier: Apache-2.0

/// The samples of a fake window, for `ValidationRun`.
@safe
final class ValidationBlock {
  /// The rows of the window.
  let rows: Range<Int>
  private let channels: Int
  private let width: Int
  private let halo: Halo
  private let storage: UnsafeMutablePointer<Float>
  private let table: UnsafeMutablePointer<UnsafePointer<Float>?>

  /// A window of zeros.
  ///
  /// - Throws: `OutOfMemory`.
  init(rows: Range<Int>, channels: Int, width: Int, halo: Halo) throws(OutOfMemory) {
    self.rows = rows
    self.channels = channels
    self.width = width
    self.halo = halo
    let lines = rows.count * channels
    let pitch = halo.left + width + halo.right
    unsafe storage = try RowStorage.allocate(samples: lines * pitch)
    do throws(OutOfMemory) {
      unsafe table = try RowStorage.allocate(repeating: nil, count: lines)
    } catch {
      unsafe RowStorage.free(storage)
      throw error
    }
    for line in 0..<lines {
      unsafe table[line] = UnsafePointer(storage + line * pitch + halo.left)
    }
  }

  deinit {
    unsafe RowStorage.free(storage)
    unsafe RowStorage.free(table)
  }

  /// The columns of the window.
  var columns: Range<Int> { -halo.left..<(width + halo.right) }

  /// The sample of a channel at a row and column.
  subscript(channel: Int, row: Int, column: Int) -> Float {
    get { unsafe storage[index(channel, row, column)] }
    set { unsafe storage[index(channel, row, column)] = newValue }
  }

  /// Returns the window.
  @_lifetime(borrow self)
  func window() -> Window {
    let window = unsafe Window(
      table: UnsafePointer(table), rows: rows, channels: channels, width: width, halo: halo)
    return unsafe _overrideLifetime(window, borrowing: self)
  }

  private func index(_ channel: Int, _ row: Int, _ column: Int) -> Int {
    precondition(
      (0..<channels).contains(channel) && rows.contains(row) && columns.contains(column),
      "no such sample")
    let line = (row - rows.lowerBound) * channels + channel
    return line * columns.count + column - columns.lowerBound
  }
}
