# Means, rates, totals, ratios, intervals and design effects under designs of one to three stages.
# Rscript scripts/reference/designs.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R"))
seed <- 31
set.seed(seed)
# A made-up sample: provinces (strata), districts (PSUs), communes, households. Nothing here is real.
d <- expand.grid(household = 1:3, commune = 1:4, district = 1:4, province = 1:4)
d$psu <- d$province * 10 + d$district
d <- d[runif(nrow(d)) < 0.8, ]
d <- d[!(d$province == 4 & d$district > 1), ]
d$N1 <- c(9, 4, 30, 12)[d$province]
d$N2 <- 5 + d$psu %% 4
d$N3 <- 3 + (d$commune %% 3) * 2
d$weight <- round(runif(nrow(d), 1, 9), 3)
d$y <- round(rnorm(nrow(d), 50, 10), 2)
d$x <- round(runif(nrow(d), 1, 5), 2)
d$ok <- as.integer(runif(nrow(d)) < 0.8)
d$area <- sample(1:3, nrow(d), TRUE)
d$ok[sample(nrow(d), 9)] <- NA
d$y[sample(nrow(d), 5)] <- NA
whole <- d
regular <- d[d$province != 4, ]
designs <- list(
  rows = list(data = "regular", strata = "province", weight = "weight"),
  rows_fpc = list(data = "regular", strata = "province", fpc = "N0"),
  simple = list(data = "regular", weight = "weight"),
  clusters = list(data = "regular", clusters = "psu", strata = "province", weight = "weight"),
  clusters_fpc = list(data = "regular", clusters = "psu", strata = "province", weight = "weight", fpc = "N1"),
  clusters_nested = list(data = "regular", clusters = "district", strata = "province", weight = "weight", nest = TRUE),
  stages = list(data = "regular", clusters = c("psu", "commune", "household"), strata = "province", fpc = c("N1", "N2", "N3"), lonely = "remove"),
  stages_strata = list(data = "regular", clusters = c("psu", "commune"), strata = c("province", "area"), weight = "weight", fpc = c("N1", "N2"), lonely = "adjust"),
  lonely_remove = list(data = "whole", clusters = "psu", strata = "province", weight = "weight", lonely = "remove"),
  lonely_certainty = list(data = "whole", clusters = "psu", strata = "province", weight = "weight", fpc = "N1", lonely = "certainty"),
  lonely_adjust = list(data = "whole", clusters = "psu", strata = "province", weight = "weight", fpc = "N1", lonely = "adjust"),
  lonely_average = list(data = "whole", clusters = "psu", strata = "province", weight = "weight", lonely = "average"))
whole$N0 <- regular$N0 <- NULL
regular$N0 <- c(90, 64, 200)[regular$province]
whole$N0 <- c(90, 64, 200, 50)[whole$province]
formula_of <- function(names) if (is.null(names)) NULL else reformulate(names)
cases <- list()
for (name in names(designs)) {
  g <- designs[[name]]
  options(survey.lonely.psu = if (is.null(g$lonely)) "fail" else g$lonely)
  data <- get(g$data)
  full <- svydesign(ids = if (is.null(g$clusters)) ~1 else formula_of(g$clusters), strata = formula_of(g$strata),
    weights = formula_of(g$weight), fpc = formula_of(g$fpc), nest = isTRUE(g$nest), data = data)
  for (area in 0:3) {
    s <- full
    if (area > 0) s <- full[data$area == area, ]
    df <- degf(s)
    add <- function(statistic, value, variance, ci, method, deff = NULL)
      cases[[length(cases) + 1]] <<- list(design = name, area = area, statistic = statistic, value = as.vector(value),
        se = sqrt(as.vector(variance)), low = ci[1], high = ci[2], method = method, deff = deff, df = df)
    m <- svymean(~y, s, na.rm = TRUE, deff = TRUE)
    add("mean", coef(m), vcov(m), as.vector(confint(m, df = df)), "mean", as.vector(deff(m)))
    m <- svytotal(~y, s, na.rm = TRUE, deff = TRUE)
    add("total", coef(m), vcov(m), as.vector(confint(m, df = df)), "mean", as.vector(deff(m)))
    m <- svytotal(~ok, s, na.rm = TRUE, deff = TRUE)
    add("cases", coef(m), vcov(m), as.vector(confint(m, df = df)), "mean", as.vector(deff(m)))
    m <- svyratio(~y, ~x, s, na.rm = TRUE, deff = TRUE)
    add("ratio", coef(m), vcov(m), as.vector(confint(m, df = df)), "mean", as.vector(attr(m, "deff")))
    for (method in c("logit", "xlogit", "asin", "beta", "mean")) {
      m <- svyciprop(~ok, s, method = method, na.rm = TRUE)
      add("rate", as.vector(m), attr(m, "var"), as.vector(attr(m, "ci")), method)
    }
  }
}
columns <- function(d) as.list(d[c("province", "psu", "district", "commune", "household", "N0", "N1", "N2", "N3", "weight", "y", "x", "ok", "area")])
some <- function(x) if (is.null(x)) list() else json_array(x)
plain <- lapply(designs, function(g) list(data = g$data, clusters = some(g$clusters), strata = some(g$strata),
  weight = g$weight, fpc = some(g$fpc), nest = isTRUE(g$nest), lonely = if (is.null(g$lonely)) "fail" else g$lonely))
write_reference("designs", seed, list(data = list(regular = columns(regular), whole = columns(whole)), designs = plain, cases = cases))
