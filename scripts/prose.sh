#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reports phrases of scripts/prose.txt in README, docs, comments, help texts and messages; fails if there are any.
#
# Code does not count: fenced and indented blocks and code spans in Markdown, everything but comments and sentences in
# string literals (those with a space) in sources.
set -eu
cd "$(dirname "$0")/.."

# In a container, the repository may belong to another user.
files=$(git -c safe.directory="$PWD" ls-files '*.md' 'Sources/*.swift' 'Sources/*.c' 'Sources/*.h' 'Sources/*.inc')
printf '%s\n' "$files" | grep -v '^CHANGELOG.md$' | xargs awk '
    BEGIN {
        FS = "\t"
        while ((getline line < "scripts/prose.txt") > 0) {
            if (line ~ /^#/) continue
            split(line, parts, "\t")
            phrases[++count] = "(^|[^a-z_-])(" parts[1] ")([^a-z_-]|$)"
            advice[count] = parts[2]
        }
    }
    FNR == 1 { fenced = literal = 0; markdown = FILENAME ~ /\.md$/ }
    markdown && /^```/ { fenced = !fenced }
    {
        text = $0
        gsub(/`[^`]*`/, "", text)
        # What photographers call it: the title of a section in docs/batch.md.
        gsub(/camera folder/, "", text)
        if (markdown) {
            if (fenced || text ~ /^    /) next
            gsub(/\]\([^)]*\)/, "]", text)
        } else if (text ~ /"""/) {
            literal = !literal
            text = ""
        } else if (literal) {
            gsub(/\\\([^)]*\)/, "", text)
        } else if (text !~ /^[ \t]*(\/\/|\/\*|\*)/) {
            # Every second piece between quotation marks is a string; one without a space is a name, not prose.
            pieces = split(text, piece, "\"")
            text = ""
            for (i = 2; i <= pieces; i += 2) if (piece[i] ~ / /) text = text " " piece[i]
            gsub(/\\\([^)]*\)/, "", text)
        }
        text = tolower(text)
        for (i = 1; i <= count; i++) {
            if (match(text, phrases[i])) {
                found = substr(text, RSTART, RLENGTH)
                printf "%s:%d: \"%s\": write: %s\n", FILENAME, FNR, found, advice[i]
                failed = 1
            }
        }
    }
    END { exit failed }'
