// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// Benchmarks in Swift, apart from the main package so that building imgconv does not build them.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "imgconv", path: "..")],
  targets: [
    .target(
      name: "Roofline", cSettings: [.enableWarning("all"), .enableWarning("extra")]),
    .target(name: "Clock", swiftSettings: strict),
    .target(
      name: "PlainCodecs", cSettings: [.enableWarning("all"), .enableWarning("extra")],
      linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]),
    .executableTarget(
      name: "bench-kernels",
      dependencies: ["Clock", "Roofline", .product(name: "Filters", package: "imgconv")],
      swiftSettings: strict),
    .executableTarget(
      name: "bench-codecs",
      dependencies: [
        "Clock", "PlainCodecs", .product(name: "Filters", package: "imgconv"),
        .product(name: "ImageFiles", package: "imgconv"),
      ],
      swiftSettings: strict),
  ]
)
