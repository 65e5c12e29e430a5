// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The program that draws the sample pictures, apart from the main package so that building imgconv does not build it.
let package = Package(
  name: "draw-samples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "imgconv", path: "../..")],
  targets: [
    .executableTarget(
      name: "draw-samples",
      dependencies: [
        .product(name: "Filters", package: "imgconv"),
        .product(name: "ImageFiles", package: "imgconv"),
      ],
      path: "Sources",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
      ])
  ]
)
