import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// The diagnostics of a weighting in the formats of the command line.
struct WeighOutput {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  let result: WeightingResult
  let weightColumn: String
  /// The seed of the replicates' random numbers; `nil` where there are none.
  var seed: UInt64?

  /// The diagnostics as text that ends in a line break.
  func text(_ format: Format) -> String {
    switch format {
    case .json: json.serialized() + "\n"
    case .csv:
      {
        var writer = CSVWriter(options: CSVWriter.Options(excelSafe: true))
        for row in marginTable.csvRows { writer.write(row) }
        return writer.text
      }()
    case .table:
      tables.map { TextTable().render($0) }.joined(separator: "\n")
    }
  }

  /// Says on standard error what a reader must know besides the numbers.
  func report(personalColumns: [String]) {
    for line in RejectionLines.lines(
      result.rejected, counts: result.rejectedCounts, limit: 20)
    { ExitStatus.writeError(line) }
    if !result.absentCells.isEmpty {
      let cells = result.absentCells.joined(separator: ", ")
      ExitStatus.writeWarning(
        "cells without rows were left out: \(cells)", vi: "bỏ các ô không có dòng nào: \(cells)")
    }
    if let minimum = result.steps.last?.weights.minimum, minimum < 0 {
      ExitStatus.writeWarning(
        "some weights are negative, down to \(minimum), and will be rejected by estimate\n"
          + "  hint: use --method rake, or --bounds with --method linear or logit",
        vi: "có trọng số âm, nhỏ nhất \(minimum), estimate sẽ loại các dòng này\n"
          + "  gợi ý: dùng --method rake, hoặc --bounds với --method linear hay logit")
    }
    if !personalColumns.isEmpty {
      PersonalNote.write(personalColumns)
    }
    if let variance = result.replicateVariance {
      // One multiplier for all replicates is part of the scale; several need the file.
      let scales = Set(variance.replicateScales)
      let own = scales.count == 1 ? scales.first : nil
      let scale = "--scale \(variance.scale * (own ?? 1))"
      let mse = variance.isMeanSquaredError ? " --mse" : ""
      ExitStatus.writeNote(
        "\(variance.count) replicates\(seed.map { " from seed \($0)" } ?? ""); estimate with \(scale)"
          + (own == nil ? " --rscales FILE, the file that --rscales writes here" : "") + mse,
        vi: "\(variance.count) bộ trọng số lặp\(seed.map { " từ hạt giống \($0)" } ?? ""); "
          + "ước lượng với \(scale)"
          + (own == nil ? " --rscales TỆP, là tệp mà --rscales ghi ra ở đây" : "") + mse)
    }
  }

  // MARK: Tables

  private var tables: [ReportTable] {
    var tables = [stepTable]
    if !result.nonresponse.isEmpty { tables.append(nonresponseTable) }
    if !result.margins.isEmpty { tables.append(marginTable) }
    if !result.largestChanges.isEmpty { tables.append(changeTable) }
    return tables
  }

  private static func cell(_ value: Double, _ digits: Int) -> ReportTable.Cell {
    ReportTable.Cell(String(format: "%.\(digits)f", value), raw: .number(value))
  }

  private static func cell(_ value: Int) -> ReportTable.Cell {
    ReportTable.Cell("\(value)", raw: .integer(value))
  }

  private var stepTable: ReportTable {
    ReportTable(
      title: MessageLanguage.said("Weights", vi: "Trọng số"),
      columns: [
        .init("step", MessageLanguage.said("step", vi: "bước")),
        .init("rows", MessageLanguage.said("rows", vi: "số dòng"), .trailing),
        .init("sum", MessageLanguage.said("sum", vi: "tổng"), .trailing),
        .init("minimum", MessageLanguage.said("minimum", vi: "nhỏ nhất"), .trailing),
        .init("maximum", MessageLanguage.said("maximum", vi: "lớn nhất"), .trailing),
        .init("cv", MessageLanguage.said("CV", vi: "hệ số biến thiên"), .trailing),
        .init("deff", MessageLanguage.said("Kish deff", vi: "hệ số thiết kế (Kish)"), .trailing),
        .init("nEffective", MessageLanguage.said("effective n", vi: "cỡ mẫu hiệu quả"), .trailing),
      ],
      rows: result.steps.map { step in
        [
          .init(step.name), Self.cell(step.weights.count), Self.cell(step.weights.sum, 2),
          Self.cell(step.weights.minimum, 4), Self.cell(step.weights.maximum, 4),
          Self.cell(step.weights.coefficientOfVariation, 4),
          Self.cell(step.weights.designEffect, 4), Self.cell(step.weights.effectiveSize, 1),
        ]
      },
      notes: result.trimming.map {
        [
          MessageLanguage.said(
            "\($0.raised) weights raised, \($0.cut) cut; the others changed by \($0.spread)",
            vi: "nâng \($0.raised) trọng số, cắt \($0.cut); các trọng số khác thay đổi \($0.spread)"
          )
        ]
      } ?? [])
  }

  private var nonresponseTable: ReportTable {
    ReportTable(
      title: MessageLanguage.said("Non-response", vi: "Không trả lời"),
      columns: [
        .init("cell", MessageLanguage.said("cell", vi: "ô"), isFlexible: true),
        .init(
          "responseRate", MessageLanguage.said("response rate", vi: "tỷ lệ trả lời"), .trailing),
        .init("factor", MessageLanguage.said("factor", vi: "hệ số"), .trailing),
      ],
      rows: result.nonresponse.map {
        [.init($0.name), Self.cell($0.responseRate, 4), Self.cell($0.factor, 4)]
      })
  }

  private var marginTable: ReportTable {
    ReportTable(
      title: MessageLanguage.said("Margins", vi: "Tổng thể chuẩn"),
      columns: [
        .init("variable", MessageLanguage.said("variable", vi: "biến")),
        .init("category", MessageLanguage.said("category", vi: "nhóm"), isFlexible: true),
        .init("target", MessageLanguage.said("target", vi: "mục tiêu"), .trailing),
        .init("before", MessageLanguage.said("before", vi: "trước"), .trailing),
        .init("after", MessageLanguage.said("after", vi: "sau"), .trailing),
      ],
      rows: result.margins.map {
        [
          .init($0.variable), .init($0.category), Self.cell($0.target, 2), Self.cell($0.before, 2),
          Self.cell($0.after, 2),
        ]
      })
  }

  private var changeTable: ReportTable {
    ReportTable(
      title: MessageLanguage.said("Largest changes", vi: "Thay đổi lớn nhất"),
      columns: [
        .init("file", MessageLanguage.said("file", vi: "tệp")),
        .init("record", MessageLanguage.said("record", vi: "phiếu"), .trailing),
        .init("before", MessageLanguage.said("before", vi: "trước"), .trailing),
        .init("after", MessageLanguage.said("after", vi: "sau"), .trailing),
        .init("factor", MessageLanguage.said("factor", vi: "hệ số"), .trailing),
      ],
      rows: result.largestChanges.map {
        [
          .init($0.file), Self.cell($0.record), Self.cell($0.before, 4), Self.cell($0.after, 4),
          Self.cell($0.after / $0.before, 4),
        ]
      })
  }

  // MARK: JSON

  private var json: JSONValue {
    .object([
      .init("schema", .string("hailong.weights/1")),
      .init("weightColumn", .string(weightColumn)),
      .init(
        "source",
        .array(
          result.files.map { file in
            let accepted = file.rowOfRecord.filter { $0 >= 0 }.count
            return .object([
              .init("file", .string(file.file.name)), .init("rows", .integer(file.recordCount)),
              .init("accepted", .integer(accepted)),
              .init("rejected", .integer(file.recordCount - accepted)),
            ])
          })),
      .init("steps", .array(result.steps.map(Self.json))),
      .init("iterations", .integer(result.iterations)),
      .init(
        "margins",
        .array(
          result.margins.map {
            .object([
              .init("variable", .string($0.variable)), .init("category", .string($0.category)),
              .init("target", .number($0.target)), .init("before", .number($0.before)),
              .init("after", .number($0.after)),
            ])
          })),
      .init("collinear", .texts(result.collinear)),
      .init("absentCells", .texts(result.absentCells)),
      .init(
        "nonresponse",
        .array(
          result.nonresponse.map {
            .object([
              .init("cell", .string($0.name)), .init("factor", .number($0.factor)),
              .init("responseRate", .number($0.responseRate)),
            ])
          })),
      .init(
        "trimming",
        result.trimming.map {
          .object([
            .init("raised", .integer($0.raised)), .init("cut", .integer($0.cut)),
            .init("spread", .number($0.spread)),
          ])
        } ?? .null),
      .init(
        "largestChanges",
        .array(
          result.largestChanges.map {
            .object([
              .init("file", .string($0.file)), .init("record", .integer($0.record)),
              .init("before", .number($0.before)), .init("after", .number($0.after)),
            ])
          })),
      .init(
        "replicates",
        result.replicateVariance.map {
          .object([
            .init("count", .integer($0.count)), .init("scale", .number($0.scale)),
            .init("rscales", .array($0.replicateScales.map { .number($0) })),
            .init("mse", .bool($0.isMeanSquaredError)),
            .init(
              "seed",
              seed.map { seed in Int(exactly: seed).map(JSONValue.integer) ?? .string("\(seed)") }
                ?? .null),
          ])
        } ?? .null),
    ])
  }

  private static func json(_ step: WeightingStep) -> JSONValue {
    .object([
      .init("step", .string(step.name)), .init("rows", .integer(step.weights.count)),
      .init("sum", .number(step.weights.sum)), .init("minimum", .number(step.weights.minimum)),
      .init("maximum", .number(step.weights.maximum)), .init("mean", .number(step.weights.mean)),
      .init("cv", .number(step.weights.coefficientOfVariation)),
      .init("deff", .number(step.weights.designEffect)),
      .init("nEffective", .number(step.weights.effectiveSize)),
    ])
  }
}
