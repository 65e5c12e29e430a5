#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh TARGET: builds a fuzz target with libFuzzer and AddressSanitizer, and runs it on its corpus for a minute, or for
# RUNS executions.  What it finds is in .build-fuzz/TARGET-work; inputs that reach new code are added to the corpus there.
set -eu
cd "$(dirname "$0")/.."

target=$1
scratch=$PWD/.build-fuzz
work=$scratch/$target-work
# Both sanitizers are given to the compilers: with SwiftPM's own option for AddressSanitizer, coverage would be missing.
set -- --package-path Fuzz --scratch-path "$scratch" -c release --product "$target" --sanitize=fuzzer \
    -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address
swift build "$@" >&2
binary=$(swift build "$@" --show-bin-path)/$target
root=$PWD
mkdir -p "$work/corpus"
cd "$work"
sh "$root/Fuzz/seeds.sh" "$target" corpus
if [ -n "${RUNS:-}" ]; then limit=-runs=$RUNS; else limit=-max_total_time=60; fi
# Some inputs ask for more memory than there is, which must fail and not end the process.
ASAN_OPTIONS=allocator_may_return_null=1 LSAN_OPTIONS=suppressions="$root/scripts/leaks.supp" \
    "$binary" "$limit" -dict="$root/Fuzz/words.dict" -timeout=60 -rss_limit_mb=4096 -malloc_limit_mb=16384 \
    -max_len=4096 -print_final_stats=1 corpus
