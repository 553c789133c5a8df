import CSVIO

/// Recognizes headers and values that identify a person, whatever the instrument says.
public enum PersonalPatterns {
  /// Longest header that is taken for a field name; a longer one is a question about the subject.
  private static let longestFieldName = 48

  private static let exact: [(PersonalKind, [String])] = [
    (
      .name,
      [
        "họ tên", "họ và tên", "tên người trả lời", "tên người được phỏng vấn",
        "họ tên người đánh giá", "tên của bạn",
        "tên khách hàng", "họ tên người nộp", "người nộp hồ sơ", "chủ hồ sơ", "full name",
        "fullname", "your name",
        "respondent name", "first name", "last name", "recipient last name", "recipient first name",
        "RecipientLastName", "RecipientFirstName", "_submitted_by", "submitter name",
        "SubmitterName", "username",
        "tên ông/bà", "tên anh/chị", "tên chủ hộ", "họ tên chủ hộ", "người trả lời",
        "người được phỏng vấn", "người được khảo sát", "contact name", "chữ ký", "signature",
      ]
    ),
    (
      .address,
      [
        "địa chỉ", "địa chỉ nhà", "địa chỉ thường trú", "địa chỉ cư trú", "nơi thường trú",
        "địa chỉ liên hệ", "home address", "street address", "số nhà",
      ]
    ),
    (
      .device,
      [
        "IP address", "IPAddress", "ip", "ipaddr", "địa chỉ ip", "device id", "deviceid",
        "subscriberid", "simserial",
        "LocationLatitude", "LocationLongitude", "latitude", "longitude", "_geolocation", "gps",
      ]
    ),
  ]

  /// Words that make a short header personal wherever they stand in it.
  private static let words: [(PersonalKind, [String])] = [
    (
      .phone,
      [
        "số điện thoại", "điện thoại", "sđt", "phone", "mobile", "zalo", "telephone", "số đt",
        "di động", "đt",
      ]
    ),
    (.email, ["email", "e mail", "gmail", "thư điện tử", "hòm thư"]),
    (
      .identity,
      [
        "cccd", "cmnd", "cmtnd", "cmt", "mã định danh cá nhân", "căn cước", "chứng minh nhân dân",
        "chứng minh thư",
        "số định danh", "hộ chiếu",
        "passport", "mã số thuế", "identity number", "national id", "id card", "số thẻ bhyt",
        "mã số bhxh",
      ]
    ),
    (.name, ["họ và tên", "họ tên"]),
  ]

  private static let exactKeys: [String: PersonalKind] = {
    var keys: [String: PersonalKind] = [:]
    for (kind, names) in exact {
      for name in names {
        let folded = FoldedText(name)
        keys[folded.key] = kind
        keys[folded.plainKey] = kind
      }
    }
    return keys
  }()

  private static let wordKeys: [(PersonalKind, key: String, plain: String)] = words.flatMap {
    kind, names in
    names.map { name in
      let folded = FoldedText(name)
      return (kind, " \(folded.key) ", folded.plainKey)
    }
  }

  /// What personal data a header announces, or nil.
  public static func kind(ofHeader header: String) -> PersonalKind? {
    // The mark may be none: "E-mail".
    kind(ofLabel: header) ?? ListMark(header).flatMap { kind(ofLabel: $0.label) }
  }

  private static func kind(ofLabel label: String) -> PersonalKind? {
    let folded = FoldedText(label)
    if let kind = exactKeys[folded.key] { return kind }
    if !folded.hasAccents, let kind = exactKeys[folded.plainKey] { return kind }
    guard folded.key.unicodeScalars.count <= longestFieldName else { return nil }
    let padded = " \(folded.key.replacing("/", with: " ")) "
    for (kind, key, plain) in wordKeys {
      if padded.contains(key) { return kind }
      // Slugs: so_dien_thoai, SoDienThoai. Short words are not sought inside others.
      if !folded.hasAccents, plain.utf8.count >= 6, folded.plainKey.contains(plain) { return kind }
      if !folded.hasAccents, folded.plainKey == plain { return kind }
    }
    return nil
  }

  /// What personal data a column holds, by its header rows, else by its values; nil for none.
  static func kind(of column: HeaderColumn, sample: [[String]]) -> PersonalKind? {
    let rows = HeaderSpelling(column).rows
    if let kind = rows.lazy.compactMap(Self.kind(ofHeader:)).first { return kind }
    return kind(
      ofValues: sample.lazy.compactMap { record in
        column.index < record.count ? record[column.index] : nil
      })
  }

  /// Whether a value looks like a telephone, e-mail or identity number, so that it must not be shown.
  public static func isPersonal(value: String) -> Bool {
    var digits = 0
    var others = 0
    var hasAt = false
    for scalar in value.unicodeScalars {
      if ("0"..."9").contains(scalar) {
        digits += 1
      } else if scalar == "@" {
        hasAt = true
      } else if !" .-+()".unicodeScalars.contains(scalar) {
        others += 1
      }
    }
    if hasAt, value.contains("."), others >= 3 { return true }
    // 0.912345678 is a number with decimals.
    if isDecimal(value) { return false }
    // Vietnamese telephone numbers have 10 digits (84... 11), identity cards 9, citizen cards 12.
    return others == 0 && (9...13).contains(digits)
  }

  /// Digits with one decimal mark after one to four of them.
  private static func isDecimal(_ value: String) -> Bool {
    let parts = value.utf8.drop { $0 == 0x2D }.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == 0x2E || $0 == 0x2C })
    return parts.count == 2 && (1...4).contains(parts[0].count) && !parts[1].isEmpty
      && parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// A value as it may be shown: its length is kept vague, its content is not shown.
  public static let mask = "•••"

  /// A record's id as it may be shown: masked only where it has the form of a Vietnamese telephone
  /// or citizen number or of an e-mail address, because ids of other kinds are digits, too.
  public static func shown(id: String) -> String {
    guard isPersonal(value: id) else { return id }
    let digits = id.unicodeScalars.filter { ("0"..."9").contains($0) }
    let isMobile = digits.count == 10 && digits.first == "0"
    let isInternational = id.hasPrefix("+") || (digits.count == 11 && id.hasPrefix("84"))
    let isCitizen = digits.count == 12 && digits.first == "0"
    return isMobile || isInternational || isCitizen || id.contains("@") ? mask : id
  }

  /// The value as it may be shown: the mask where it looks personal as a whole, and in free text the mask
  /// in place of every telephone, citizen number and e-mail address.
  public static func shown(_ value: String) -> String {
    isPersonal(value: value) ? mask : PersonalRuns.masked(value)
  }

  /// What the values of a column are, whatever its header says, or nil.
  ///
  /// Half of the values that are not blank, and at least two, must be of one kind; digits are told from
  /// other numbers by the form of Vietnamese telephone and citizen numbers.
  public static func kind(ofValues values: some Sequence<String>) -> PersonalKind? {
    var counts: [PersonalKind: Int] = [:]
    var filled = 0
    for value in values where value.utf8.contains(where: { $0 != 0x20 }) {
      filled += 1
      if let kind = PersonalRuns.kind(ofWhole: value) { counts[kind, default: 0] += 1 }
    }
    return PersonalKind.allCases.first { kind in
      let count = counts[kind] ?? 0
      return count >= 2 && count * 2 >= filled
    }
  }
}
