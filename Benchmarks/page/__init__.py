# SPDX-License-Identifier: Apache-2.0
"""The page docs/benchmarks.md."""
