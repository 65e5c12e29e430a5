// SPDX-License-Identifier: Apache-2.0

import CRowLoops

/// Every table that this CPU can run.
func tables() -> [crl_loops] {
  var list: UnsafePointer<UnsafePointer<crl_loops>?>?
  let count = crl_loops_available(&list)
  return (0..<count).compactMap { index in list?[index]?.pointee }
}

/// Samples with a guard on either side that no loop may touch.
struct Guarded<Element: Equatable> {
  static var guardCount: Int { 40 }
  var storage: [Element]
  let guardValue: Element

  init(_ content: [Element], guardValue: Element) {
    let margin = Array(repeating: guardValue, count: Self.guardCount)
    storage = margin + content + margin
    self.guardValue = guardValue
  }

  var content: [Element] { Array(storage.dropFirst(Self.guardCount).dropLast(Self.guardCount)) }

  var isIntact: Bool {
    storage.prefix(Self.guardCount).allSatisfy { $0 == guardValue }
      && storage.suffix(Self.guardCount).allSatisfy { $0 == guardValue }
  }

  mutating func write(_ body: (UnsafeMutablePointer<Element>?) -> Void) {
    storage.withUnsafeMutableBufferPointer { buffer in
      body(buffer.baseAddress.map { $0 + Self.guardCount })
    }
  }
}
