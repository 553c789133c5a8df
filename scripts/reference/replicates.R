# Replicate weights, variances from them and their degrees of freedom.
# Rscript scripts/reference/replicates.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R")); source(file.path(here, "synthetic.R"))
seed <- 20250
d <- synthetic_survey(seed)
flat <- svydesign(ids = ~psu, weights = ~weight, data = d)
strat <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d)
d$pair <- (d$psu + 1) %/% 2
paired <- d$pair <= 7
pairs <- svydesign(ids = ~psu, strata = ~pair, weights = ~weight, data = d[paired, ])
set.seed(1)
designs <- list(
  jk1 = as.svrepdesign(flat, type = "JK1"), jkn = as.svrepdesign(strat, type = "JKn"),
  brr = as.svrepdesign(pairs, type = "BRR"), fay = as.svrepdesign(pairs, type = "Fay", fay.rho = 0.3),
  boot = as.svrepdesign(strat, type = "subbootstrap", replicates = 12))
margins <- list(cells = c(1230, 1220, 1000, 700, 520, 530), sex = c(2750, 2450), age = c(2450, 1700, 1050))
cells <- data.frame(sex = rep(c("f", "m"), 3), age = rep(c("a", "b", "c"), each = 2), Freq = margins$cells)
totals <- c("(Intercept)" = 5200, sexm = 2450, ageb = 1700, agec = 1050)
one <- function(des, north = TRUE) {
  rows <- function(x) lapply(seq_len(ncol(x)), function(r) json_array(x[, r]))
  m <- svymean(~y, des); dom <- subset(des, area == "north"); mn <- svymean(~y, dom)
  mse <- des; mse$mse <- TRUE
  list(weights = rows(as.matrix(weights(des, "analysis"))), full = json_array(weights(des, "sampling")),
       scale = des$scale, rscales = json_array(rep(des$rscales, length.out = ncol(weights(des, "analysis")))),
       mean = coef(m), meanSE = SE(m), meanMSE = SE(svymean(~y, mse)), north = coef(mn), northSE = SE(mn),
       df = degf(des), northDF = degf(dom))
}
calibrated <- list(
  post = postStratify(designs$jk1, ~sex + age, cells),
  linear = calibrate(designs$jkn, ~sex + age, totals),
  raking = calibrate(designs$boot, ~sex + age, totals, calfun = "raking", epsilon = 1e-13))
brief <- function(des) one(des)[c("weights", "full", "meanSE", "northSE", "northDF")]
# Ranks where R's decomposition comes close to dropping a column that it keeps.
ranks <- lapply(1:6000, function(k) {
  set.seed(k)
  rows <- sort(sample(nrow(d), 24))
  x <- as.matrix(weights(as.svrepdesign(strat, type = "subbootstrap", replicates = 20), "analysis"))[rows, ]
  q <- qr(x, tol = 1e-5)
  kept <- q$pivot[seq_len(q$rank)]
  left <- min(abs(diag(q$qr))[seq_len(q$rank)] / sqrt(colSums(x[, kept]^2)))
  list(left = left, rank = q$rank, columns = lapply(1:20, function(r) json_array(x[, r])))
})
ranks <- ranks[order(vapply(ranks, function(r) r$left, 0))[1:5]]
write_reference("replicates", seed, list(
  ranks = ranks,
  data = data_columns(d), margins = margins, paired = sum(paired), designs = lapply(designs, one),
  calibrated = lapply(calibrated, brief)))
