// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The fuzz targets, which Fuzz/run.sh builds with libFuzzer; each has its own `LLVMFuzzerTestOneInput`.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "imgconv", path: "..")],
  targets: [
    .executableTarget(
      name: "gate", dependencies: [.product(name: "imgconv_c", package: "imgconv")]),
    .executableTarget(
      name: "explain", dependencies: [.product(name: "imgconv_c", package: "imgconv")]),
  ],
  cLanguageStandard: .gnu17
)
