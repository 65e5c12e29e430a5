// SPDX-License-Identifier: Apache-2.0

/// Fixes for the shell completion scripts that ArgumentParser generates.
///
/// * No shell completes the commands after `help`.
/// * bash splits words at `=` and completes nothing after `--kernel=`; zsh only knows `--kernel box`.
enum CompletionScript {
  /// Returns a completion script with the fixes; any other text unchanged.
  ///
  /// - Parameter commands: the commands that `help` explains.
  static func fixed(_ text: String, commands: [String]) -> String {
    let names = commands.joined(separator: " ")
    if text.hasPrefix("#!/bin/bash") { return fixedBash(text, names) }
    if text.hasPrefix("#compdef ") { return fixedZsh(text, names) }
    if text.hasPrefix("function __imgconv") { return text + fishHelp(names) }
    return text
  }

  private static func fixedBash(_ text: String, _ names: String) -> String {
    // A script that a shell sources needs no `#!` line.
    text.replacing("#!/bin/bash\n\n", with: "", maxReplacements: 1)
      .replacing("complete -o filenames -F _imgconv imgconv", with: bash)
  }

  /// A function that joins the words that bash split at `=`, splits `--option=value`, and completes `imgconv help
  /// COMMAND` as `imgconv COMMAND`.
  private static let bash = #"""
    __imgconv_words() {
        local word before=''
        local -a words=()
        for word in "${COMP_WORDS[@]::COMP_CWORD+1}"; do
            if [[ "${word}" = '=' && "${before}" = --* ]]; then
                before=''
                continue
            fi
            if [[ ("${word}" = '=' || "${before}" = '=') && ${#words[@]} -gt 1 ]]; then
                words[${#words[@]} - 1]+="${word}"
            else
                words+=("${word}")
            fi
            before="${word}"
        done
        [[ "${COMP_WORDS[COMP_CWORD]}" = '=' ]] && words+=('')
        [[ "${words[1]}" = help && ${#words[@]} -gt 2 ]] && words=("${words[0]}" "${words[@]:2}")
        local -a COMP_WORDS=("${words[@]}")
        local -i COMP_CWORD=$((${#words[@]} - 1))
        _imgconv "${1}" "${words[COMP_CWORD]}" "${words[COMP_CWORD - 1]}"
        # Only the names of files are to be quoted, as bash does with a '='.
        if [[ "${COMPREPLY[*]}" = *=* && ! -e "${COMPREPLY[0]}" ]]; then compopt +o filenames 2>/dev/null; fi
    }

    complete -o filenames -F __imgconv_words imgconv
    """#

  private static func fixedZsh(_ text: String, _ names: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { fixedSpecification($0, names) }
      .joined(separator: "\n")
  }

  /// Returns a line of the arguments of `_arguments`, fixed.
  ///
  /// It adds the commands after `help`, and `--option[` becomes `--option=[` if a value follows. `]:` occurs only at
  /// the end of a description; within it both are escaped.
  private static func fixedSpecification(_ line: Substring, _ names: String) -> String {
    if line.hasSuffix("'*:subcommands:'") { return "\(line.dropLast())(\(names))'" }
    let isOption = ["'--", "'*--", "'(-"].contains { line.drop { $0 == " " }.hasPrefix($0) }
    guard isOption, line.contains("]:"), let bracket = line.firstIndex(of: "[") else {
      return String(line)
    }
    let head = line[..<bracket]
    guard head.hasSuffix("}'"), let brace = head.firstIndex(of: "{") else {
      return "\(head)=\(line[bracket...])"
    }
    let options = head[brace...].dropFirst().dropLast(2).split(separator: ",")
      .map { $0.hasPrefix("--") ? "\($0)=" : "\($0)+" }
    return "\(head[..<brace]){\(options.joined(separator: ","))}'\(line[bracket...])"
  }

  private static func fishHelp(_ names: String) -> String {
    """

    complete -c 'imgconv' -n '__imgconv_should_offer_completions_for_positional "imgconv help" -ge 1' -fa '\(names)'
    """
  }
}
