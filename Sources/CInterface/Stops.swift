// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CImgconv
internal import ImageFiles

/// See imgconv.h.
@_cdecl("imgconv_stop_make") @implementation
public func imgconv_stop_make() -> OpaquePointer? { unsafe Handles.pass(CancellationFlag()) }

/// See imgconv.h.
@_cdecl("imgconv_stop_turn_on") @implementation
public func imgconv_stop_turn_on(_ stop: OpaquePointer?) {
  try? unsafe Handles.object(stop, as: CancellationFlag.self, "stop").turnOn()
}

/// See imgconv.h.
@_cdecl("imgconv_stop_free") @implementation
public func imgconv_stop_free(_ stop: OpaquePointer?) { unsafe Handles.release(stop) }
