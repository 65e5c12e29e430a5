# SPDX-License-Identifier: Apache-2.0
# complete.bash SCRIPT LINE: prints the LINE as bash has completed it.
# An interactive bash on a terminal of its own gets the line and a Tab; a key bound here prints the line then.
# With --list before LINE: prints what is offered for its words, one a line.
source "$1"
if [[ "$2" = --list ]]; then
    read -ra COMP_WORDS <<<"${3//=/ = }"
    [[ "$3" = *[\ =] ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMP_LINE=$3 COMP_POINT=${#3} COMPREPLY=()
    command=$(complete -p imgconv | sed 's/.*-F \([^ ]*\) .*/\1/')
    "$command" imgconv "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s\n' "${COMPREPLY[@]}"
    exit
fi
print_line() { printf '<%s>' "$READLINE_LINE" >"$OUT"; READLINE_LINE=; }
bind -x '"\C-g": print_line'
