# SPDX-License-Identifier: Apache-2.0
"""What every suite uses: the cost of a run, test pictures, targets, verdicts."""
