# Quantiles with Woodruff intervals.
# Rscript scripts/reference/quantiles.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R")); source(file.path(here, "synthetic.R"))
seed <- 20250
d <- synthetic_survey(seed)
whole <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d)
d$equal <- 1
equal <- svydesign(ids = ~1, weights = ~equal, data = d[1:120, ])
designs <- list(whole = whole, north = subset(whole, area == "north"), equal = equal)
# survey before 4.2 answers with the second value where the first already reaches the share asked for
# (mended since); all else is its rule "math".
math <- function(x, w, p) {
  first <- which(w > 0)[order(x[w > 0])][1]
  if (p <= w[first] / sum(w)) x[first] else survey:::qrule_math(x, w, p)
}
cases <- list()
for (name in names(designs)) for (variable in c("y", "score")) for (p in c(0.1, 0.25, 0.5, 0.75, 0.9, 0.98)) {
  q <- svyquantile(reformulate(variable), designs[[name]], p, interval.type = "mean", qrule = math)[[1]]
  cases[[length(cases) + 1]] <- list(design = name, variable = variable, p = p, value = q[1], low = q[2],
    high = q[3], se = q[4], df = degf(designs[[name]]))
}
write_reference("quantiles", seed, list(data = data_columns(d), cases = cases))
