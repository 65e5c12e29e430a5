# SPDX-License-Identifier: Apache-2.0
"""The other programs and libraries, and the commands that make them do the same work."""
