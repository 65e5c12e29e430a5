# SPDX-License-Identifier: Apache-2.0
"""Peak memory of large pictures."""
