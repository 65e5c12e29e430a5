# SPDX-License-Identifier: Apache-2.0
"""The time that the program takes to start."""
