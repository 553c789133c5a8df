// swift-tools-version: 6.2
import PackageDescription

/// Measuring tools, apart from the product: nothing here is built or shipped with it.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "HaiLong", path: "..")],
  targets: [
    .systemLibrary(name: "Clibcsvfloor", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .executableTarget(name: "csv-floor", dependencies: ["Clibcsvfloor"]),
    .executableTarget(
      name: "csv-read", dependencies: [.product(name: "CSVIO", package: "HaiLong")]),
    .executableTarget(name: "bench-data"),
  ],
  swiftLanguageModes: [.v6]
)
