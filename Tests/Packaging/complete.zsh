# SPDX-License-Identifier: Apache-2.0
# complete.zsh FOLDER LINE: prints what zsh offers at the end of LINE, one match a line, with the functions of FOLDER.
# An interactive zsh on a terminal of its own gets the line and a Tab; compadd, by which each match is added, is written down.
zmodload zsh/zpty
out=$(mktemp)
zpty shell "OUT=$out TERM=dumb zsh -f -i"
zpty -w shell 'PROMPT=; stty -echo rows 300 columns 200; LISTMAX=100000'
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word"
zpty -w shell 'compadd() {
    local -a found
    if (( ! ${@[(I)-[OAD]]} )); then builtin compadd -O found "$@"; print -rl -- $found >>$OUT; fi
    builtin compadd "$@"
}'
# Keys are sent once the line editor waits for them: before, the terminal itself would take some.
# The editor shows what is typed, so the words are not typed as they are printed.
zpty -w shell 'finish() { print DO""NE; }; zle -N finish; bindkey "^G" finish'
zpty -w shell 'zle-line-init() { print REA""DY; }; zle -N zle-line-init'
zpty -r -m shell text '*READY*'
zpty -w -n shell "$2"$'\t\a'
zpty -r -m shell text '*DONE*'
zpty -d shell
cat $out
rm -f $out
