import ArgumentParser
import Foundation

@main
struct HaiLong: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hailong",
    abstract: "Weighted satisfaction rates from survey files, judged against a reform plan.",
    version: ProgramVersion.number,
    subcommands: [
      CheckCommand.self, EstimateCommand.self, WeighCommand.self, CompareCommand.self,
      FeedCommand.self, PlanCommand.self, ReportCommand.self, SampleCommand.self, TallyCommand.self,
      MergeCommand.self, InstrumentsCommand.self,
    ])

  static func main() {
    allowManyFiles()
    ExitStatus.run(HaiLong.self)
  }

  /// Lets a survey have as many files as the system allows: they are open together, and often only
  /// 1,024 (or 256) may be without asking.
  private static func allowManyFiles() {
    var limit = rlimit()
    #if canImport(Darwin)
    let resource = RLIMIT_NOFILE
    #else
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    let wanted = rlim_t(10_240)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(limit.rlim_max, wanted)
    setrlimit(resource, &limit)
  }
}
