// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import ImageFiles

extension Advice {
  /// Returns `PATH: REASON`, with the option that helps.
  static func message(for error: FileError) -> String {
    "\(error.path): \(reason(for: error))"
  }

  /// Returns the reason of a file's error, with the option that helps.
  static func reason(for error: FileError) -> String {
    if case .filter(let error)? = error.detail { return message(for: error) }
    return error.reason + (error.detail.map(advice) ?? "")
  }

  /// Returns `PATH: REASON` for a batch that cannot start, with the option that helps.
  static func message(for error: PlanError) -> String {
    switch error {
    case .sameOutput, .sameButForCase: "\(error); give them distinct names with --name"
    case .outputIsInput: "\(error); choose another output, or --in-place without one"
    case .outputAmongInputs: "\(error); choose another output"
    case .noName: "\(error); change --name"
    case .directory, .outputDirectory: "\(error)"
    }
  }

  /// Returns the notes on a conversion but the one on damage, with the options that help.
  static func notes(on result: ConversionResult) -> [String] {
    result.notes.filter { $0 != result.salvageNote }.map { note in
      note == result.clampingNote ? "\(note); --map normalize fits them into the range" : note
    }
  }

  /// Returns the note that a batch has more kinds of notes than are printed.
  static func note(leftOut count: Int) -> String {
    "note: \(count) more; --report FILE records them all"
  }

  private static func advice(_ detail: FileError.Detail) -> String {
    switch detail {
    case .pixels(let count): "; raise it with --max-pixels \(count)"
    case .memory(let needed, _): "; raise it with --memory \(ByteCount.rounded(needed))"
    case .outOfMemory:
      "; filter fewer images at once with --jobs, or set a limit with --memory, below which images wait for each other"
    case .timeout: "; allow more with --timeout"
    case .exists: " (--no-clobber)"
    case .isInput: "; choose another output"
    case .extraPictures:
      "; write to another file, or allow the loss with --drop-extra-pictures"
    case .unknownExtension: ", or name the format with --format"
    case .bitDepth(let limit, let other): "; use --depth \(limit) or write \(other.name)"
    case .unfinishedRun: "; continue with --resume"
    case .filter: ""
    }
  }
}

extension ByteCount {
  /// Formats a size with its suffix, rounded up, as `--memory` accepts it.
  static func rounded(_ bytes: Int) -> String {
    for (suffix, shift) in [("G", 30), ("M", 20)] where bytes > 8 << shift {
      return "\((bytes - 1) >> shift + 1)\(suffix)"
    }
    return "\((bytes - 1) >> 10 + 1)K"
  }
}
