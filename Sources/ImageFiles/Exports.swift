// SPDX-License-Identifier: Apache-2.0

// `Path` and `FileStamp` are part of this module's API.
@_exported public import FileSystem
