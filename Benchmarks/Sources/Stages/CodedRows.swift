import BenchRows
import CSVIO
import SurveyEstimation

/// Rows of the synthetic survey with everything numbered, ready to be tallied.
struct CodedRows {
  private let empty: Tally
  private let batches: [(rows: TallyRows, cells: [Int32])]

  init(_ data: [UInt8]) throws {
    let file = try CSVFile(.bytes(data, name: "bench"))
    let table = try Columns(file)
    let definition = TallyDefinition(
      variables: BenchRows.questions.map { _ in .indicator },
      statistics: BenchRows.questions.indices.map { .rate("q\($0 + 1)", of: $0) },
      domainVariables: ["area"], rowsAreUnits: false, isStratified: true, weight: "weight")
    var tally = Tally(definition)
    var batches: [(TallyRows, [Int32])] = []
    for start in stride(from: 0, to: table.weights.count, by: 1024) {
      let rows = start..<min(start + 1024, table.weights.count)
      let units = rows.map {
        tally.unit(table.psus[$0], inStratum: tally.stratum(table.strata[$0]))
      }
      let domains = rows.map { tally.domain([table.areas[$0]]) }
      let cells = zip(units, domains).map { tally.cell(unit: $0, domain: $1) }
      batches.append(
        (
          TallyRows(
            count: rows.count, weights: Array(table.weights[rows]), units: units, domains: domains,
            marks: [Array(table.marks[rows])], numbers: []), cells
        ))
    }
    empty = tally
    self.batches = batches
  }

  /// The tally of all rows.
  func tally() -> Tally {
    var tally = empty
    for batch in batches { tally.add(batch.rows, cells: batch.cells) }
    return tally
  }

  /// The columns of the file as texts, weights and answers.
  private struct Columns {
    var strata: [String] = []
    var psus: [String] = []
    var areas: [String] = []
    var weights: [Double] = []
    var marks: [UInt64] = []

    init(_ file: CSVFile) throws {
      let requests = Stage.columns.compactMap { name in
        file.header.first { $0.name == name }.map {
          ColumnRequest(index: $0.index, kind: name == "weight" ? .number : .text)
        }
      }
      self = try file.read(requests) { _ in Reader() }.consumers[0].columns
    }

    init() {}
  }

  private struct Reader: RecordConsumer {
    var columns = Columns()

    mutating func consume(_ batch: RecordBatch) {
      columns.weights += batch.numbers(2)
      for row in 0..<batch.count {
        columns.strata.append(batch.text(0, row))
        columns.psus.append(batch.text(1, row))
        columns.areas.append(batch.text(3, row))
        var mark: UInt64 = 0
        for question in BenchRows.questions.indices {
          let answer = batch.text(4 + question, row)
          if answer.isEmpty {
            mark |= 1 << UInt64(question + TallyRows.indicatorsPerWord)
          } else if answer >= "4" {
            mark |= 1 << UInt64(question)
          }
        }
        columns.marks.append(mark)
      }
    }
  }
}
