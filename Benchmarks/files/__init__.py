# SPDX-License-Identifier: Apache-2.0
"""One file to one file, compared with every peer."""
