# Calibrated weights and the standard errors that follow from them.
# Rscript scripts/reference/calibration.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R")); source(file.path(here, "synthetic.R"))
seed <- 20250
d <- synthetic_survey(seed)
base <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d)
N <- 5200
sex <- c(f = 2750, m = 2450)
age <- c(a = 2450, b = 1700, c = 1050)
cells <- data.frame(sex = rep(c("f", "m"), 3), age = rep(c("a", "b", "c"), each = 2),
                    Freq = c(1230, 1220, 1000, 700, 520, 530))
x_total <- N * 48.9
totals <- c("(Intercept)" = N, sexm = sex[["m"]], ageb = age[["b"]], agec = age[["c"]], x = x_total)
eps <- 1e-13
designs <- list(
  post = postStratify(base, ~sex + age, cells),
  linear = calibrate(base, ~sex + age + x, totals),
  raking = calibrate(base, ~sex + age + x, totals, calfun = "raking", epsilon = eps),
  raked = calibrate(base, ~sex + age, totals[1:4], calfun = "raking", epsilon = eps),
  logit = calibrate(base, ~sex + age + x, totals, calfun = "logit", bounds = c(0.5, 2.2), epsilon = eps),
  bounded = calibrate(base, ~sex + age + x, totals, calfun = "linear", bounds = c(0.9, 1.3), epsilon = eps),
  numeric = calibrate(base, ~x - 1, c(x = x_total)),
  # Design weights far too small: R rescales them before the bounds apply.
  rescaled = calibrate(svydesign(ids = ~psu, strata = ~stratum, weights = ~I(weight / 1000), data = d),
    ~sex + age + x, totals, calfun = "logit", bounds = c(0.5, 2), epsilon = eps))
rk <- rake(base, list(~sex, ~age), list(data.frame(sex = names(sex), Freq = sex),
  data.frame(age = names(age), Freq = age)), control = list(maxit = 500, epsilon = 1e-11))
one <- function(des) {
  total <- svytotal(~y, des); mean <- svymean(~y, des); north <- svymean(~y, subset(des, area == "north"))
  list(weights = weights(des), total = coef(total), totalSE = SE(total), mean = coef(mean), meanSE = SE(mean),
       north = coef(north), northSE = SE(north))
}
trimmed <- trimWeights(designs$linear, lower = 15, upper = 60)
write_reference("calibration", seed, list(
  data = data_columns(d),
  margins = list(sex = sex, age = age, cells = cells$Freq, x = x_total),
  designs = lapply(designs, one), iterative = weights(rk),
  trimmed = c(one(trimmed), list(lower = 15, upper = 60))))
