import Benchmark
import Stages

/// `swift package --package-path Benchmarks benchmark`: every stage on 100,000 rows.
///
/// Instructions are counted where the kernel lets the processor's counters be read; elsewhere
/// `scripts/bench-instructions` counts them in an emulator.
let benchmarks: @Sendable () -> Void = {
  for stage in Stage.allCases {
    Benchmark(
      "\(stage.rawValue)",
      configuration: .init(
        metrics: [.instructions, .cpuUser, .peakMemoryResident],
        maxDuration: .seconds(5), maxIterations: 50)
    ) { benchmark in
      let work = try stage.prepared(rows: 100_000)
      let expected = try work()
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        let found = try work()
        precondition(found == expected, "a stage gave two results")
        blackHole(found)
      }
      benchmark.stopMeasurement()
    }
  }
}
