// swift-tools-version: 6.1
import PackageDescription

/// Measuring tools, apart from the product: nothing here is built or shipped with it.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "HaiLong", path: ".."),
    // Without its default trait, which needs jemalloc.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "Clibcsvfloor", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .executableTarget(name: "csv-floor", dependencies: ["Clibcsvfloor"]),
    .executableTarget(
      name: "csv-read", dependencies: [.product(name: "CSVIO", package: "HaiLong")]),
    .target(name: "BenchRows"),
    .executableTarget(name: "bench-data", dependencies: ["BenchRows"]),
    .target(
      name: "Stages",
      dependencies: [
        "BenchRows",
        .product(name: "CSVIO", package: "HaiLong"),
        .product(name: "SurveyEstimation", package: "HaiLong"),
      ]),
    .executableTarget(name: "stage-run", dependencies: ["Stages"]),
    .executableTarget(
      name: "StageBenchmarks",
      dependencies: ["Stages", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/StageBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
