// swift-tools-version: 6.2
import PackageDescription

/// The same rules for every target of ours; dependencies keep theirs.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "HaiLong",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "CSVIO", targets: ["CSVIO"]),
    .library(name: "SurveyEstimation", targets: ["SurveyEstimation"]),
    .library(name: "SurveyData", targets: ["SurveyData"]),
    .library(name: "PlanModel", targets: ["PlanModel"]),
    .library(name: "PlanStore", targets: ["PlanStore"]),
    .library(name: "PlanFeed", targets: ["PlanFeed"]),
    .library(name: "SurveyReport", targets: ["SurveyReport"]),
    .executable(name: "hailong", targets: ["hailong"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "Clibcsv", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .systemLibrary(name: "Clibcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "Clibxlsxwriter", providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),
    .target(name: "CSVIO", dependencies: ["Clibcsv", "Clibcrypto"], swiftSettings: strict),
    .target(
      name: "SurveyEstimation", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(
      name: "Definitions", dependencies: [.product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "SurveyData", dependencies: ["CSVIO", "SurveyEstimation", "Definitions"],
      swiftSettings: strict),
    .target(
      name: "PlanModel", dependencies: ["SurveyEstimation", "Definitions"], swiftSettings: strict),
    .target(
      name: "PlanStore",
      dependencies: [
        "PlanModel", "SurveyEstimation", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "PlanFeed", dependencies: ["SurveyData", "PlanModel", "SurveyEstimation"],
      swiftSettings: strict),
    .target(
      name: "SurveyReport",
      dependencies: ["PlanModel", "SurveyEstimation", "Clibxlsxwriter"],
      swiftSettings: strict),
    .executableTarget(
      name: "hailong",
      dependencies: [
        "CSVIO", "SurveyEstimation", "Definitions", "SurveyData", "PlanModel", "PlanStore",
        "PlanFeed", "SurveyReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "satisfaction-example",
      dependencies: ["CSVIO", "SurveyEstimation", "SurveyData", "PlanModel", "PlanFeed"],
      path: "Examples/Satisfaction", swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "CSVIOTests", dependencies: ["CSVIO", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SurveyEstimationTests", dependencies: ["SurveyEstimation", "TestSupport"],
      exclude: ["Reference"], swiftSettings: strict),
    .testTarget(
      name: "SurveyDataTests",
      dependencies: ["SurveyData", "CSVIO", "SurveyEstimation", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PlanModelTests",
      dependencies: ["PlanModel", "Definitions", "SurveyEstimation", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "PlanStoreTests",
      dependencies: [
        "PlanStore", "PlanModel", "SurveyEstimation", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "SurveyReportTests",
      dependencies: ["SurveyReport", "PlanModel", "SurveyEstimation", "TestSupport"],
      exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "hailong", "satisfaction-example", "TestSupport", "CSVIO", "SurveyEstimation", "SurveyData",
        "PlanModel", "PlanFeed", "PlanStore", "SurveyReport",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzer of the CSV reader (scripts/fuzz): only on demand, because libFuzzer brings a main of its own.
if Context.environment["HAILONG_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(name: "csv-fuzz", dependencies: ["CSVIO"], path: "Fuzzing"))
}
