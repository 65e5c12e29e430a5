// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "library-example",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "imgconv", path: "../..")],
  targets: [
    .executableTarget(
      name: "library-example",
      dependencies: [
        .product(name: "Filters", package: "imgconv"),
        .product(name: "ImageFiles", package: "imgconv"),
      ],
      path: "Sources")
  ]
)
