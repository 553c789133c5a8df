import SurveyEstimation
import Testing

@Suite("Distributions against R")
struct DistributionsTests {
  private struct Content: Decodable {
    struct Normal: Decodable { var p: [Double], z: [Double] }
    struct Student: Decodable { var p: [Double], df: [Double], t: [Double] }
    struct Beta: Decodable { var p: [Double], a: [Double], b: [Double], x: [Double] }
    struct Chi: Decodable { var x: [Double], df: [Double], upper: [Double] }
    struct Fisher: Decodable { var x: [Double], df1: [Double], df2: [Double], upper: [Double] }
    var normal: Normal
    var t: Student
    var beta: Beta
    var chi: Chi
    var f: Fisher
  }

  private func content() throws -> Content { try Reference.load("distributions", as: Content.self) }

  @Test("normal quantiles")
  func normal() throws {
    let normal = try content().normal
    expectClose(
      normal.p.map { Distributions.normalQuantile($0) }, normal.z, relative: 1e-13, absolute: 1e-15)
    for z in [-8.0, -1, 0, 0.3, 5] {
      let p = Distributions.normalCumulative(z)
      if p < 0.5 { expectClose(Distributions.normalQuantile(p), z, relative: 1e-13) }
    }
    #expect(Distributions.normalQuantile(0) == -.infinity)
    #expect(Distributions.normalQuantile(1) == .infinity)
    #expect(Distributions.normalQuantile(-0.1).isNaN)
  }

  @Test("quantiles of Student's t")
  func student() throws {
    let t = try content().t
    let ours = t.p.indices.map { Distributions.tQuantile(t.p[$0], df: t.df[$0]) }
    // R's own quantile is iterated to about 1e-12.
    expectClose(ours, t.t, relative: 1e-11, absolute: 1e-15)
    for index in t.p.indices where t.p[index] < 0.5 {
      expectClose(
        Distributions.tCumulative(ours[index], df: t.df[index]), t.p[index], relative: 1e-12,
        "t \(t.p[index]) \(t.df[index])")
    }
    #expect(Distributions.tQuantile(0.975, df: .infinity) == Distributions.normalQuantile(0.975))
    #expect(Distributions.tQuantile(0.975, df: 0).isNaN)
    expectClose(Distributions.tQuantile(0.975, df: 1), 12.706204736174698, relative: 1e-13)
  }

  @Test("quantiles of the beta distribution")
  func beta() throws {
    let beta = try content().beta
    for index in beta.p.indices {
      let (p, a, b) = (beta.p[index], beta.a[index], beta.b[index])
      let x = Distributions.betaQuantile(p, a, b)
      expectClose(x, beta.x[index], relative: 1e-11, "beta \(p) \(a) \(b)")
      // Rounding x moves the probability by x times the density.
      expectClose(Distributions.betaCumulative(x, a, b), p, relative: 1e-10, "beta \(p) \(a) \(b)")
    }
    #expect(Distributions.betaQuantile(0.5, 0, 3) == 0)
    #expect(Distributions.betaQuantile(0.5, 3, 0) == 1)
    #expect(Distributions.betaQuantile(2, 3, 1).isNaN)
    // The closed form for b = 1 is p^(1/a).
    expectClose(Distributions.betaQuantile(0.0625, 4, 1), 0.5, relative: 1e-14)
  }

  @Test("tails of chi-squared and F")
  func tails() throws {
    let content = try content()
    let chi = content.chi
    expectClose(
      chi.x.indices.map { Distributions.chiSquaredUpperTail(chi.x[$0], df: chi.df[$0]) }, chi.upper,
      relative: 1e-11, absolute: 1e-300)
    let f = content.f
    expectClose(
      f.x.indices.map { Distributions.fUpperTail(f.x[$0], f.df1[$0], f.df2[$0]) }, f.upper,
      relative: 1e-12)
    for p in [0.001, 0.3, 0.95] {
      let x = Distributions.chiSquaredQuantile(p, df: 3.5)
      expectClose(Distributions.chiSquaredCumulative(x, df: 3.5), p, relative: 1e-13)
    }
  }

  @Test("a root is found in its bracket, and none without a change of sign")
  func roots() throws {
    let root = try #require(findRoot(from: 0, to: 2) { $0 * $0 - 2 })
    expectClose(root, 2.0.squareRoot(), relative: 1e-15)
    #expect(findRoot(from: 2, to: 3) { $0 * $0 - 2 } == nil)
    #expect(findRoot(from: 0, to: 1) { _ in .nan } == nil)
  }
}
