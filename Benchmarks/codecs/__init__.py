# SPDX-License-Identifier: Apache-2.0
"""Decoding and encoding, compared with libpng and libjpeg."""
