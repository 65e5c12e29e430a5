# SPDX-License-Identifier: Apache-2.0
"""Speed and memory of imgconv compared with other programs: `python3 -m Benchmarks --help`."""
