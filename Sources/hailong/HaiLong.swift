import ArgumentParser

@main
struct HaiLong: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hailong", abstract: "Weighted satisfaction rates, judged against a plan.",
    version: "0.1.0",
    subcommands: [EstimateCommand.self, WeighCommand.self, SampleCommand.self])

  static func main() { ExitStatus.run(HaiLong.self) }
}
