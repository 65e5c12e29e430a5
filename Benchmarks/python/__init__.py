# SPDX-License-Identifier: Apache-2.0
"""Calls of the Python package, compared with OpenCV, SciPy and PyTorch."""
