#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh [TARGET...]: builds the fuzz targets with libFuzzer, AddressSanitizer and, for C, UndefinedBehaviorSanitizer, and
# runs them, all by default, on their corpus: FUZZ_SECONDS each (60), or RUNS executions.  At the end it prints a line for
# each; exits with 1 if one failed.
#
# What is found is in .build-fuzz/runs/TARGET, as are inputs that reach new code, which the next run starts from.
set -eu
cd "$(dirname "$0")/.."

root=$PWD
scratch=$root/.build-fuzz
# The sanitizers are given to the compilers: with SwiftPM's own option for AddressSanitizer, coverage would be missing.
IMGCONV_FUZZ=1
export IMGCONV_FUZZ
build() {
    swift build --scratch-path "$scratch" -c release --product fuzz --sanitize=fuzzer \
        -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address,undefined \
        -Xcc -fno-sanitize-recover=undefined "$@"
}
build >&2
binary=$(build --show-bin-path)/fuzz
all=$("$binary")
targets=${*:-$(echo "$all" | cut -d ' ' -f 1)}
if [ -n "${RUNS:-}" ]; then limit=-runs=$RUNS; else limit=-max_total_time=${FUZZ_SECONDS:-60}; fi

# Some inputs ask for more memory than there is, which must fail and not end the process: allocations above 2 GiB do.
# Freed memory is reused soon: an execution frees all that it allocates.
ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=2048:malloc_context_size=5
ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=2:thread_local_quarantine_size_kb=64
ASAN_OPTIONS=$ASAN_OPTIONS:allocator_release_to_os_interval_ms=-1
LSAN_OPTIONS=suppressions=$root/scripts/leaks.supp
# Swift's own backtraces read memory that AddressSanitizer then reports.
SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS LSAN_OPTIONS SWIFT_BACKTRACE

fuzz() { # TARGET SIZE: runs one target
    work=$scratch/runs/$1
    mkdir -p "$work/corpus"
    start=$(date +%s)
    state=ok
    (cd "$work" && IMGCONV_FUZZ_TARGET=$1 "$binary" "$limit" -dict="$root/Fuzz/words.dict" -timeout=60 \
        -rss_limit_mb=4096 -max_len="$2" -print_final_stats=1 \
        corpus "$root/Tests/Fixtures/fuzz/$1") >"$work/log" 2>&1 || state="FAILED: see $work/log"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
    last=$(grep -a '^#[0-9].* cov: ' "$work/log" | tail -n 1)
    edges=$(echo "$last" | sed -n 's/.* cov: \([0-9]*\).*/\1/p')
    inputs=$(echo "$last" | sed -n 's/.* corp: \([0-9]*\).*/\1/p')
    echo "$1: ${runs:-0} executions in $(($(date +%s) - start)) s, ${edges:-0} edges, ${inputs:-0} inputs, $state"
    [ "$state" = ok ]
}

failed=0
for target in $targets; do
    size=$(echo "$all" | sed -n "s/^$target //p")
    if [ -z "$size" ]; then
        echo "run.sh: there is no target '$target'; there are:" $(echo "$all" | cut -d ' ' -f 1) >&2
        exit 64
    fi
    fuzz "$target" "$size" || failed=1
done
exit "$failed"
