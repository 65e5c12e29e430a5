# SPDX-License-Identifier: Apache-2.0
"""Many files, compared with pools of processes, and with one job."""
