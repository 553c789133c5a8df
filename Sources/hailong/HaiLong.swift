import ArgumentParser

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

  static func main() { ExitStatus.run(HaiLong.self) }
}
