/// The page's style sheet: system fonts with Vietnamese letters, A4 print, no outside resources.
///
/// It holds no `<`, `>` or `&`, so it stands unescaped in a `style` element that is also valid XML.
enum Stylesheet {
  static let text = """
    :root { color-scheme: light; }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: #eef1f5; color: #1c2430;
      font: 15px/1.55 system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial,
      'DejaVu Sans', sans-serif; }
    main { max-width: 1080px; margin: 28px auto; background: #fff; padding: 0 60px 48px;
      border-top: 6px solid #0b4f8a; box-shadow: 0 1px 4px rgba(20, 30, 50, .14); }
    header { padding: 34px 0 22px; border-bottom: 1px solid #dde1e7; }
    .kicker { margin: 0 0 6px; font-size: 12.5px; letter-spacing: .08em; text-transform: uppercase;
      color: #0b4f8a; font-weight: 700; }
    h1 { margin: 0 0 8px; font-size: 30px; line-height: 1.25; letter-spacing: -.01em; }
    .plan { margin: 0; font-size: 16px; color: #3a4452; }
    .meta { margin: 14px 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap;
      gap: 4px 28px; color: #56606e; font-size: 13px; }
    .meta b { color: #1c2430; font-weight: 600; }
    h2 { margin: 44px 0 14px; font-size: 20px; line-height: 1.3; padding-bottom: 6px;
      border-bottom: 2px solid #0b4f8a; }
    h3 { margin: 26px 0 8px; font-size: 16.5px; line-height: 1.35; }
    p { margin: 8px 0; }
    a { color: #0b4f8a; }
    nav { margin: 16px 0 0; font-size: 13.5px; }
    nav ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; }
    .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0 18px; padding: 0;
      list-style: none; }
    .tiles li { flex: 1 1 130px; border: 1px solid #dde1e7; border-left-width: 5px;
      border-radius: 4px; padding: 10px 16px 12px; }
    .tiles .number { display: block; font-size: 32px; line-height: 1.15; font-weight: 700; }
    .tiles .word { font-size: 13.5px; font-weight: 600; }
    .headline { margin: 0; padding: 0; list-style: none; }
    .headline li { margin: 6px 0; padding-left: 18px; position: relative; }
    .headline li::before { content: ''; position: absolute; left: 2px; top: 10px; width: 6px;
      height: 6px; border-radius: 3px; background: #0b4f8a; }
    .headline li:first-child { padding-left: 0; font-size: 19px; font-weight: 600; }
    .headline li:first-child::before { display: none; }
    figure { margin: 18px 0 10px; }
    figcaption { margin: 0 0 8px; font-weight: 600; font-size: 14px; color: #3a4452; }
    svg.chart { display: block; width: 100%; height: auto; }
    svg.spark { display: block; max-width: 100%; height: auto; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; margin: 14px 0 6px; font-size: 13.5px;
      font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: 600; padding: 0 0 6px; font-size: 14px;
      color: #3a4452; }
    th, td { padding: 7px 10px; text-align: left; vertical-align: top;
      border-bottom: 1px solid #e5e8ed; }
    thead th { font-size: 12px; line-height: 1.35; color: #56606e; border-bottom: 2px solid #b9c1cc;
      vertical-align: bottom; font-weight: 600; }
    tbody th { font-weight: 600; }
    th:first-child, td:first-child { padding-left: 2px; }
    th:last-child, td:last-child { padding-right: 2px; }
    caption.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; padding: 0; }
    table.indicators { table-layout: fixed; min-width: 820px; }
    table.indicators .sub { white-space: normal; }
    .num { text-align: right; white-space: nowrap; }
    .num.words { white-space: normal; }
    .scroll td { min-width: 4.6em; }
    .scroll td:first-child, .scroll td.num { min-width: 0; }
    thead th.num { white-space: normal; min-width: 62px; }
    .mid { text-align: center; }
    .nowrap { white-space: nowrap; }
    .big { font-size: 16px; font-weight: 700; }
    .sub { display: block; font-size: 12px; color: #56606e; font-weight: 400; line-height: 1.4; }
    .part th { padding-left: 22px; }
    tbody.group th { padding-top: 16px; color: #0b4f8a; font-weight: 700; border-bottom-color: #b9c1cc; }
    tr.main th, tr.main td { border-bottom: 0; padding-bottom: 2px; }
    tr.more td { font-size: 12px; color: #56606e; padding-top: 0; padding-bottom: 9px;
      line-height: 1.5; }
    .status { font-weight: 700; white-space: nowrap; }
    .s-met { color: #00639c; } .s-below { color: #b53c00; } .s-undecided { color: #5d5470; }
    .s-noTarget { color: #4d6470; } .s-noData, .s-suppressed { color: #626974; }
    .b-met { border-left-color: #00639c !important; }
    .b-below { border-left-color: #b53c00 !important; }
    .b-undecided { border-left-color: #5d5470 !important; }
    .b-noTarget, .b-noData, .b-suppressed { border-left-color: #9aa3af !important; }
    article { border: 1px solid #dde1e7; border-left: 5px solid #9aa3af; border-radius: 4px;
      padding: 4px 22px 12px; margin: 18px 0; }
    article h3 { margin-top: 14px; display: flex; flex-wrap: wrap; gap: 4px 14px;
      align-items: baseline; }
    article h3 .big { font-size: 20px; }
    .facts { margin: 4px 0 8px; color: #3a4452; font-size: 13.5px; }
    .facts span { display: inline-block; margin-right: 20px; }
    .note { font-size: 12.5px; color: #56606e; margin: 4px 0; }
    sup { font-size: 11px; line-height: 0; font-weight: 600; color: #56606e; }
    ol.notes { font-size: 13px; color: #3a4452; padding-left: 24px; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 8px 0;
      font-size: 13.5px; }
    dt { color: #56606e; } dd { margin: 0; overflow-wrap: anywhere; }
    .digest { font-family: ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace;
      font-size: 11.5px; overflow-wrap: anywhere; }
    ul.plain { padding-left: 20px; margin: 8px 0; }
    footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid #dde1e7; font-size: 12.5px;
      color: #56606e; }
    @media (max-width: 720px) { main { padding: 0 18px 32px; margin: 0; } h1 { font-size: 24px; } }
    @page { size: A4; margin: 14mm 13mm 16mm; }
    @media print {
      table.indicators { min-width: 0; }
      body { background: #fff; font-size: 10.5pt; }
      main { margin: 0; padding: 0; max-width: none; box-shadow: none; border-top-width: 3pt; }
      nav { display: none; }
      header { padding-top: 10pt; }
      h1 { font-size: 19pt; } h2 { font-size: 14pt; margin-top: 20pt; } h3 { font-size: 12pt; }
      table { font-size: 8.8pt; } th, td { padding: 3.5pt 5pt; } .sub, tr.more td { font-size: 8pt; }
      .tiles { flex-wrap: nowrap; gap: 6pt; margin: 10pt 0; }
      .tiles li { flex: 1 1 0; padding: 4pt 8pt; } .tiles .number { font-size: 18pt; }
      .tiles .word { font-size: 8.5pt; } .headline li:first-child { font-size: 13pt; }
      .status { white-space: normal; } .big, article h3 .big { font-size: 11pt; }
      figure { margin: 8pt 0 4pt; }
      h2, h3, figcaption, caption { break-after: avoid; }
      figure, tr, article h3, .tiles { break-inside: avoid; }
      thead { display: table-header-group; break-after: avoid; }
      tbody.group { break-after: avoid; }
      .scroll { overflow: visible; }
      * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }
    """
}
