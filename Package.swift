// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// A newer compiler's new warning must not break anybody's build: warnings are errors only where this is asked for.
let warningsAreErrors = Context.environment["IMGCONV_WARNINGS_AS_ERRORS"] != nil

/// The tests of C modules call C with pointers on every line: marking each `unsafe` would say nothing.
let overC: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

/// The settings of every Swift target: warnings for all that is unsafe, hidden or implicit.
let strict: [SwiftSetting] = overC + [.strictMemorySafety()]

/// `Filters` hands out views (rows, windows) that must not outlive their storage.
let views: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// Swift functions that implement declarations of a C header, which Swift 6.3 does without an experiment.
#if compiler(>=6.3)
  let implementingC = strict
#else
  let implementingC = strict + [.enableExperimentalFeature("CImplementation")]
#endif

let warnings: [CSetting] =
  [
    .enableWarning("all"), .enableWarning("extra"), .enableWarning("shadow"),
    .enableWarning("conversion"),
  ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

/// Only who makes the reference (`make docs`) needs its plugin; users of the libraries do not resolve it.
let documentation: [Package.Dependency] =
  Context.environment["IMGCONV_DOCS"] == nil
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0")]

/// `make fuzz` builds one more program, whose targets are the functions that `FuzzTests` runs on its corpus.
let isFuzzing = Context.environment["IMGCONV_FUZZ"] != nil

/// The program; in a build for fuzzing a library, whose `main` has another name than libFuzzer's.
let program: Target = {
  let dependencies: [Target.Dependency] = [
    "Batch", "Descriptions", "FileSystem", "FilterExplain", "Filters", "ImageFiles",
    "ImageMetrics", "Locking", "Recipes",
    .product(name: "ArgumentParser", package: "swift-argument-parser"),
  ]
  if !isFuzzing {
    return .executableTarget(name: "imgconv", dependencies: dependencies, swiftSettings: strict)
  }
  let otherName = ["-entry-point-function-name", "-Xfrontend", "imgconv_main"]
  return .target(
    name: "imgconv", dependencies: dependencies,
    swiftSettings: strict + [.unsafeFlags(["-Xfrontend"] + otherName)])
}()

/// What the fuzz targets call.
let fuzzed: [Target.Dependency] = [
  "Batch", "CFuzzTargets", "CInterface", "Filters", "FileSystem", "ImageFiles", "Recipes",
  "imgconv",
]

/// The fuzz targets: in a build for fuzzing a library and its driver, otherwise part of the tests.
let fuzzing: [Target] =
  isFuzzing
  ? [
    .target(
      name: "FuzzTargets", dependencies: fuzzed, path: "Tests/FuzzTests/Targets",
      swiftSettings: views),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzTargets", "FuzzTargets"], path: "Fuzz/driver",
      cSettings: warnings),
  ]
  : [
    .testTarget(
      name: "FuzzTests", dependencies: fuzzed + ["TestSupport"], swiftSettings: views)
  ]

let package = Package(
  name: "imgconv",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Filters", targets: ["Filters"]),
    .library(name: "ImageFiles", targets: ["ImageFiles"]),
    .library(name: "Recipes", targets: ["Recipes"]),
    // A product cannot share its name with the program: 'make lib' installs it as libimgconv.
    .library(name: "imgconv_c", type: .dynamic, targets: ["CInterface", "CImgconv"]),
  ] + (isFuzzing ? [] : [.executable(name: "imgconv", targets: ["imgconv"])]),
  traits: [
    .trait(name: "ISAL", description: "Inflate PNG by ISA-L, where pkg-config finds libisal"),
    // ISA-L is not instrumented: fuzzing inflates by CDeflate.
    .default(enabledTraits: isFuzzing ? [] : ["ISAL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ] + documentation,
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "CRowLoops", cSettings: warnings),
    .systemLibrary(
      name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "CYAMLEvents", dependencies: ["CYAML"], cSettings: warnings),
    .target(name: "CDeflate", cSettings: warnings),
    .target(
      name: "CImageIO",
      dependencies: [
        "CDeflate", "CRowLoops", "CPNG", "CJPEG",
        .target(name: "CISAL", condition: .when(traits: ["ISAL"])),
      ],
      cSettings: warnings + [
        .define("IMGCONV_ISAL", .when(traits: ["ISAL"])),
        .headerSearchPath("core"), .headerSearchPath("jpeg"), .headerSearchPath("png"),
      ],
      linkerSettings: [.linkedLibrary("z")]),  // libpng needs it, so it is there
    .target(name: "CSystem", cSettings: warnings),
    .target(name: "Locking", dependencies: ["CSystem"], swiftSettings: strict),
    .target(name: "FileSystem", dependencies: ["CSystem", "Locking"], swiftSettings: strict),
    .target(name: "Filters", dependencies: ["CRowLoops", "Locking"], swiftSettings: views),
    .target(name: "FilterExplain", dependencies: ["Filters"], swiftSettings: views),
    .target(name: "ImageMetrics", dependencies: ["Filters"], swiftSettings: views),
    .target(
      name: "ImageFiles",
      dependencies: ["CImageIO", "FileSystem", "Filters", "ImageMetrics", "Locking"],
      swiftSettings: views),
    .target(
      name: "Batch", dependencies: ["FileSystem", "Filters", "ImageFiles", "Locking"],
      swiftSettings: strict),
    .target(
      name: "Recipes", dependencies: ["CYAMLEvents", "FileSystem", "Filters", "ImageFiles"],
      swiftSettings: strict),
    .target(
      name: "Descriptions",
      dependencies: ["Batch", "FileSystem", "FilterExplain", "Filters", "ImageFiles", "Recipes"],
      swiftSettings: strict),
    .target(name: "CImgconv", cSettings: warnings),
    .target(
      name: "CInterface",
      dependencies: [
        "Batch", "CImgconv", "Descriptions", "FileSystem", "FilterExplain", "Filters", "ImageFiles",
        "Locking", "Recipes",
      ],
      swiftSettings: implementingC),
    program,

    .target(
      name: "TestSupport", dependencies: ["Filters"], path: "Tests/TestSupport",
      swiftSettings: views),
    .target(
      name: "CFuzzTargets",
      dependencies: ["CDeflate", "CImageIO", "CImgconv", "CPNG", "CRowLoops"],
      path: "Tests/CFuzzTargets",
      cSettings: warnings + [
        .headerSearchPath("../../Sources/CImageIO/core"),
        .headerSearchPath("../../Sources/CImageIO/png"),
      ]),
    .testTarget(
      name: "CRowLoopsTests", dependencies: ["CRowLoops", "TestSupport"], swiftSettings: overC),
    .testTarget(
      name: "CDeflateTests", dependencies: ["CDeflate", "TestSupport"], swiftSettings: overC),
    .testTarget(
      name: "CImageIOTests", dependencies: ["CImageIO", "CDeflate", "TestSupport"],
      swiftSettings: overC),
    .target(
      name: "CSandboxProbe", dependencies: ["CSystem"], path: "Tests/CSandboxProbe",
      cSettings: warnings),
    .testTarget(
      name: "FileSystemTests", dependencies: ["CSandboxProbe", "FileSystem", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FiltersTests",
      dependencies: ["FilterExplain", "Filters", "ImageMetrics", "Locking", "TestSupport"],
      swiftSettings: views),
    .testTarget(
      name: "LibraryClientTests", dependencies: ["Filters"], swiftSettings: views),
    .testTarget(
      name: "ImageFilesTests",
      dependencies: ["ImageFiles", "Filters", "ImageMetrics", "Locking", "TestSupport"],
      swiftSettings: views),
    .testTarget(
      name: "BatchTests",
      dependencies: ["Batch", "ImageFiles", "Filters", "Locking", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RecipesTests", dependencies: ["Recipes", "Filters", "ImageFiles", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CInterfaceTests",
      dependencies: ["CImgconv", "CInterface", "ImageFiles", "Filters", "Recipes", "TestSupport"],
      swiftSettings: overC),
    .testTarget(
      name: "imgconvTests",
      dependencies: [
        "imgconv", "FileSystem", "FilterExplain", "ImageFiles", "Filters", "ImageMetrics",
        "Recipes",
        "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: views),
  ] + fuzzing,
  cLanguageStandard: .gnu17
)
