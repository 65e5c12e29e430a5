// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Benchmarks in Swift, apart from the main package so that nobody who builds imgconv builds them.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "imgconv", path: "..")],
  targets: [
    .target(
      name: "Roofline", cSettings: [.enableWarning("all"), .enableWarning("extra")]),
    .executableTarget(
      name: "bench-kernels",
      dependencies: ["Roofline", .product(name: "Filters", package: "imgconv")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
      ]),
  ]
)
