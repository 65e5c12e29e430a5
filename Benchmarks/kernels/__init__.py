# SPDX-License-Identifier: Apache-2.0
"""Filters in memory, compared with OpenCV, cykooz-resizer and Pillow."""
