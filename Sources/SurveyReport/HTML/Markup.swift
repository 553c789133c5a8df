/// A piece of HTML or SVG as a tree; text and attributes can only leave it escaped.
///
/// Serialised so that it is well-formed XML and valid HTML at once: void elements close themselves,
/// every other element has an end tag, every attribute is quoted.
indirect enum Markup: Hashable, Sendable {
  /// Characters.
  case text(String)
  /// An element.
  case element(String, [Attribute], [Markup])

  struct Attribute: Hashable, Sendable {
    var name: String
    var value: String
  }

  /// Makes an element; attributes keep their order.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    .element(name, attributes.map { Attribute(name: $0.key, value: $0.value) }, children)
  }

  /// Makes an element that holds only text.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String
  ) -> Markup {
    tag(name, attributes, [.text(text)])
  }

  /// The element with one more attribute; text is returned as it is.
  func adding(_ name: String, _ value: String) -> Markup {
    guard case .element(let tag, let attributes, let children) = self else { return self }
    return .element(tag, attributes + [Attribute(name: name, value: value)], children)
  }

  /// The markup as text.
  var serialized: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .text(let text):
      Markup.escape(text, inAttribute: false, to: &output)
    case .element(let name, let attributes, let children):
      output += "<" + name
      for attribute in attributes {
        output += " " + attribute.name + "=\""
        Markup.escape(attribute.value, inAttribute: true, to: &output)
        output += "\""
      }
      if children.isEmpty, Markup.voidElements.contains(name) {
        output += "/>"
      } else {
        output += ">"
        for child in children { child.write(to: &output) }
        output += "</" + name + ">"
      }
      if Markup.blockElements.contains(name) { output += "\n" }
    }
  }

  /// Elements without content in HTML, and SVG shapes, which may close themselves.
  private static let voidElements: Set<String> = [
    "meta", "br", "hr", "link", "col", "line", "rect", "circle", "path", "polygon", "polyline",
  ]

  /// Elements after which a line break makes the source readable and changes nothing.
  private static let blockElements: Set<String> = [
    "meta", "title", "style", "head", "header", "main", "section", "h1", "h2", "h3", "p", "ul",
    "li", "table", "caption", "thead", "tbody", "tr", "figure", "svg", "g", "nav", "footer", "dl",
    "div", "ol", "article",
  ]

  /// Escapes what could start markup; what XML 1.0 forbids becomes U+FFFD.
  private static func escape(_ text: String, inAttribute: Bool, to output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += inAttribute ? "&quot;" : "\""
      case "'": output += inAttribute ? "&#39;" : "'"
      case "\n", "\t":
        if inAttribute { output += " " } else { output.unicodeScalars.append(scalar) }
      case "\r": output += " "
      default:
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: output += "\u{FFFD}"
        // Bidirectional overrides could show a name in an order that it does not have.
        case 0x202A...0x202E, 0x2066...0x2069: continue
        default: output.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
