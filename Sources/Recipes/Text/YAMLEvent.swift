// SPDX-License-Identifier: Apache-2.0

internal import CYAMLEvents

/// A copy of a libyaml event.
struct YAMLEvent {
  let kind: cy_kind
  let text: String
  let isPlain: Bool
  let anchor: String?
  let place: Place?

  @unsafe
  init(_ event: cy_event) {
    unsafe kind = event.kind
    text = unsafe String(
      decoding: UnsafeBufferPointer(start: event.text, count: event.count), as: UTF8.self)
    unsafe isPlain = event.is_plain
    anchor = unsafe event.anchor.map { unsafe String(cString: $0) }
    place = unsafe event.line == 0 ? nil : Place(line: event.line, column: event.column)
  }
}
