/// Every fixed phrase of a report; the wording in both languages stands in `Phrase+Texts`.
public enum Phrase: String, CaseIterable, Hashable, Sendable {
  // Status words
  case statusMet, statusBelow, statusUndecided, statusNoTarget, statusNoData, statusSuppressed
  // Evidence
  case evidenceConclusive, evidenceInconclusive, evidenceLegend
  // Column headings
  case indicator, clause, target, value, rate, meanScore, interval, low, high, standardError,
    answers
  case effectiveAnswers, plainGap, degreesOfFreedom, designEffect, missingRows, status, evidence,
    gap
  case moreNeeded, lead, measure, instrument, source, trend, area, unit, domain, statistic
  case question, code, meaning, name, line, rank, rankRange, difference, contentArea, change
  case administrative, file, digest, encoding, delimiter, byteOrderMark, lineEnding, headerRows
  case rows, rule, consequence, count, share, firstPlaces, column, valueFound, firstLine
  case suggestion, answered, excluded, blank, invalid, nonResponse, task, product, due, state
  case missingWhat, missingFrom, period, remark
  // Comparisons
  case sectionTargetTests, sectionDifferences, sectionAssociation, sectionDrivers, pValue
  case adjustedPValue, pBelow, pAbove, adjustedPBelow, adjustedPAbove, groupDifference, by
  case driverItem, driverGroup, importance, performance, driverActFirst, driverKeepUp
  case driverLowPriority, driverNoHurry
  // Section titles
  case reportKind, sectionHeadline, sectionIndicators, sectionFlagged, sectionAreas
  case sectionUnits, sectionDistributions, sectionMissing, sectionTasks, sectionQuality
  case sectionMethod, sectionFootnotes, sectionProvenance, sectionTrend, sectionRules
  case sectionUnmapped, sectionItems, sectionWeights, sectionFiles, sheetSummary, sheetAreas
  case sheetUnits, sheetQuality, sheetSource, sheetTasks, sheetMissing
  // Chart words
  case chartTarget, chartIndicators, chartUnits, chartSatisfied, chartNotSatisfied
  case chartReading, chartAreaRate
  // Data quality words
  case rowsRead, rowsAccepted, rowsRejected, consequenceReject, consequenceExclude
  case consequenceWarn, duplicates, straightLining, weightColumn, weightRange, weightMean
  case weightSum, weightDesignEffect, strata, psus, singlePSUStrata, missingColumns
  case droppedColumns, noFindings, yes, no, tab
  // Task states
  case taskOverdue, taskDue, taskWithoutProduct, taskDone, taskOpen
  // Measures and method
  case measurePooled, measureAllSatisfied, measureElementMean, measureMeanOverFive
  case measureRecords, modelBased, columnsHidden
  case probabilityDesign, unroundedNote, symbolLegend, noneFlagged, nothingMissing, noFigures
  case program
  case measureMeanOfAreas, measureMeanOfIndicators, placesUp, places
  case options, planVersion, instruments, store, generatedAt, issuer, provisional, plan
  case contents
  // Footnotes
  case footnoteSuppressed, footnoteReview, footnoteStraddlesTarget, footnoteSinglePSU
  case footnoteNoDegreesOfFreedom, footnoteNoInterval, footnoteNoAnswers, footnoteUndefined
  case footnoteModelBased, footnoteAdministrative, footnoteProvisional, footnoteNotComparable

  /// The phrase in a language.
  public func text(_ language: ReportLanguage) -> String {
    let pair = texts
    return language == .vietnamese ? pair.vietnamese : pair.english
  }
}
