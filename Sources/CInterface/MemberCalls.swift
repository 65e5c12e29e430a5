// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import ImageFiles
internal import Locking

/// The calls of a caller's function about the members of an archive, one at a time.
///
/// Several threads make them, but the function and its context are passed on only under a lock.
@safe
final class MemberCalls: @unchecked Sendable {
  /// The flag that stops the archive: by the caller's function, or with the flag of the call's options.
  let stop: CancellationFlag
  private let callback: imgconv_member_callback?
  private let context: UnsafeMutableRawPointer?
  private let turn = Locked(())

  /// Takes the function and its context from the options of an archive, if there are any.
  init(_ options: imgconv_archive_options?, stoppedBy outer: CancellationFlag?) {
    stop = CancellationFlag(following: outer)
    unsafe callback = unsafe options?.callback
    unsafe context = unsafe options?.context
  }

  /// Tells that the conversion of a member starts.
  func started(_ index: Int, _ name: [UInt8]) { call(index, name, nil) }

  /// Tells that the conversion of a member has ended.
  func ended(_ index: Int, _ name: [UInt8], _ record: String) { call(index, name, record) }

  private func call(_ index: Int, _ name: [UInt8], _ record: String?) {
    guard let callback = unsafe callback else { return }
    let text = String(decoding: name, as: UTF8.self)
    let answer = turn.withLock { _ in
      unsafe text.withCString { name in
        guard let record else { return unsafe callback(context, Int64(index), name, nil) }
        return unsafe record.withCString { unsafe callback(context, Int64(index), name, $0) }
      }
    }
    if answer != 0 { stop.turnOn() }
  }
}
