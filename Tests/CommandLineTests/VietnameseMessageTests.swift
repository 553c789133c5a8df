import Foundation
import TestSupport
import Testing

/// With `--lang vi` what goes wrong is said in Vietnamese, under the same status and at the same place.
@Suite("Messages in Vietnamese on the command line")
struct VietnameseMessageTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    try write("a.csv", "id,area,q1,w,st,psu\n1,land,5,1,a,1\n2,health,4,2,a,2\n3,land,2,1,b,3\n")
    try write("one.csv", "area,q1,st\nland,5,a\nland,4,b\nhealth,2,b\n")
    try write("gap.csv", "q1,st,psu\n5,a,1\n4,,2\n2,b,3\n1,a,4\n")
    try write("two.csv", "q1;w\n5;1.234\n4;2.345\n2;3.456\n")
    try write("weights.csv", "q1,w\n5,1\n4,0\n2,x\n1,2\n")
    try write("margins.csv", "variable,category,total\narea,land,10\narea,tourism,5\n")
    try write("frame.csv", "name,stratum,size\nx,a,1\ny,a,2\nz,b,-3\n")
    try write("figures.csv", "indicator,period,value\nprocedurs,2025-H1,0.9\n")
    try write("tasks.csv", "task,state,date\nno-such-task,done,2025-01-31\n")
    try write("none.sqlite", "")
    try write("text.sqlite", "this is somebody's file and no database at all\n")
    let plan = try String(
      contentsOf: packageRoot.appendingPathComponent("surveys/plans/can-tho-2025.yaml"),
      encoding: .utf8)
    try write("key.yaml", plan.replacing("calendar:", with: "calender:"))
    try write(
      "target.yaml",
      plan.replacing("{op: \">=\", value: 0.90}", with: "{op: \">=\", value: 950}"))
    _ = try runHaiLong([
      "plan", "import", "can-tho-2025", "--store", folder.path + "/new.sqlite",
    ])
    let form = try String(
      contentsOf: packageRoot.appendingPathComponent("surveys/samples/by-hand.yaml"),
      encoding: .utf8)
    try write("form.yaml", form.replacing("element: all,", with: "elemnt: al,"))
    try write("type.yaml", form.replacing("scale: satisfaction-5\n", with: "scale: [a\n"))
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Commands that end in an error, a warning or a note; `@` stands for the folder.
  static let commands: [(status: Int32, words: String)] = [
    (65, "estimate @a.csv --rate q9>=4"), (65, "estimate @a.csv --rate q1>=4 --by aera"),
    (65, "estimate @a.csv --rate area=lend"), (64, "estimate @a.csv --rate q1"),
    (64, "estimate @a.csv --rate q1>=x"), (64, "estimate @a.csv"),
    (64, "estimate @a.csv --rate q1>=4 --ci wilsen"),
    (64, "estimate @a.csv --rate q1>=4 --level 2"), (64, "estimate @a.csv --rate q1>=4 --df x"),
    (64, "estimate @a.csv --rate q1>=4 --association"), (64, "estimate @a.csv --quantile q1"),
    (64, "estimate @a.csv --rate q1>=4 --rake @margins.csv --calibrate @margins.csv"),
    (65, "estimate @a.csv --rate q1>=4 --rake @margins.csv"),
    (65, "estimate @a.csv --rate q1>=4 --rake @a.csv"),
    (65, "estimate @one.csv --rate q1>=4 --strata st"),
    (65, "estimate @gap.csv --rate q1>=4 --strata st --cluster psu"),
    (65, "estimate @two.csv --rate q1>=4 --weight w"),
    (0, "estimate @weights.csv --rate q1>=4 --weight w"),
    (65, "estimate @a.csv --rate q1>=4 --replicate-weights rw_* --replicate-type JK1"),
    (64, "estimate @a.csv --rate q1>=4 --replicate-weights rw_*"),
    (66, "estimate @none.csv --rate q1>=4"), (65, "estimate @none.sqlite --rate q1>=4"),
    (64, "estimate @a.csv --rate q1>=4 --decimal full"),
    (64, "estimate @a.csv --rate q1>=4 --encoding utf-9"),
    (65, "estimate @a.csv --rate q1>=4 --encoding utf-16le"),
    (65, "weigh @a.csv --margins @margins.csv"), (64, "weigh @a.csv"),
    (64, "weigh @a.csv --margins @margins.csv --method logit"),
    (64, "weigh @a.csv --margins @margins.csv --method rakke"),
    (65, "weigh @a.csv --make-replicates BRR --strata st --cluster psu -o @out.csv"),
    (64, "sample size --target 1.2 --shortfall 3%"), (64, "sample size"),
    (65, "sample size --target 85% --shortfall 3% --deff 0"),
    (64, "sample draw @frame.csv"), (65, "sample draw @frame.csv --size 9"),
    (65, "sample draw @frame.csv --size 2 --method pps --measure size"),
    (0, "sample draw @frame.csv --size 2"),
    (65, "sample draw @frame.csv --strata stratum --allocation @a.csv"),
    (65, "instruments validate @form.yaml"), (65, "instruments validate @type.yaml"),
    (66, "instruments show one-stap"), (65, "plan validate @key.yaml"),
    (65, "plan validate @target.yaml"),
    (66, "plan status --store @gone.sqlite --plan can-tho-2025 --period 2025-H1"),
    (66, "plan status --store @none.sqlite --plan can-tho-2025 --period 2025-H1"),
    (65, "plan status --store @text.sqlite --plan can-tho-2025 --period 2025-H1"),
    (64, "plan status --store @gone.sqlite --plan can-tho-2025 --period 2025-H9"),
    (65, "plan record @figures.csv --plan can-tho-2025 --store @new.sqlite"),
    (65, "plan record @tasks.csv --tasks --plan can-tho-2025 --store @new.sqlite"),
    (64, "plan show procedurs --plan can-tho-2025"), (64, "plan show can-tho-2025 --trace"),
    (64, "report --store @gone.sqlite --plan can-tho-2025 --period 2025-H1 --format xlsx"),
    (64, "check @a.csv --format csv"), (0, "check @a.csv"),
    (64, "compare @a.csv --plan can-tho-2025"), (66, "compare @a.csv --survey one-stop --plan x"),
    (65, "compare @a.csv --survey one-stop --plan can-tho-2025"),
    (65, "compare @a.csv --survey one-stop --plan can-tho-2025 --indicator procedurs"),
    (64, "compare @a.csv --survey one-stop --plan can-tho-2025 --by ward"),
    (64, "feed @a.csv --survey one-stop --plan can-tho-2025 --store @new.sqlite"),
    (64, "chek @a.csv"),
  ]

  @Test("Every one differs from the English, keeps its status, and has no English word of ours")
  func messages() throws {
    for (status, command) in Self.commands {
      let words = command.split(separator: " ").map {
        $0.hasPrefix("@") ? folder.path + "/" + $0.dropFirst() : String($0)
      }
      let english = try runHaiLong(words + ["--lang", "en"])
      let vietnamese = try runHaiLong(words + ["--lang", "vi"])
      #expect(english.status == status, "\(command): \(english.errors)")
      #expect(vietnamese.status == status, "\(command): \(vietnamese.errors)")
      #expect(english.errors != vietnamese.errors, "\(command): \(vietnamese.errors)")
      #expect(!english.errors.isVietnamese || command.hasPrefix("compare"), "\(command)")
      #expect(vietnamese.errors.isVietnamese, "\(command): \(vietnamese.errors)")
      for word in [
        "error:", "Error:", "hint:", "fix:", "note:", "warning:", "Usage:", "did you mean",
      ] {
        #expect(!vietnamese.errors.contains(word), "\(command): \(vietnamese.errors)")
      }
    }
  }

  @Test("The locale chooses the language too, and an option that is ours says its usage")
  func locale() throws {
    let run = try runHaiLong(
      ["check", folder.path + "/a.csv", "--listed=-1"], environment: ["LC_ALL": "vi_VN.UTF-8"])
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("lỗi: --listed phải từ 0 trở lên\n"), "\(run.errors)")
    #expect(run.errors.contains("Cách dùng: hailong check"), "\(run.errors)")
  }

  @Test("No message is written to standard error in English alone")
  func sources() throws {
    let sources = packageRoot.appendingPathComponent("Sources/hailong")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let literal = try Regex(#"writeError\(\s*"(note|warning|error|hint)"#)
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.firstMatch(of: literal) == nil, "\(file.lastPathComponent)")
    }
    #expect(count > 50)
  }
}
