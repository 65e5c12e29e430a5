// SPDX-License-Identifier: Apache-2.0

// The functions that Fuzz/driver calls.

/// Returns the position of the target with a name; -1 if there is none.
@_cdecl("fuzz_target_named")
public func fuzzTargetNamed(_ name: UnsafePointer<CChar>) -> Int {
  let name = unsafe String(cString: name)
  return FuzzTarget.all.firstIndex { $0.name == name } ?? -1
}

/// Prints the names of all targets, each with the size of its inputs in bytes.
@_cdecl("fuzz_target_list")
public func fuzzTargetList() {
  for target in FuzzTarget.all { print(target.name, target.maxSize) }
}

/// Runs a target, and ends the process if a promise was broken.
@_cdecl("fuzz_target_run")
public func fuzzTargetRun(_ index: Int, _ data: UnsafePointer<UInt8>?, _ size: Int) {
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  if let fault = FuzzTarget.all[index].fault(bytes) { fatalError(fault) }
}
