# Published examples: data and printed figures, with R's own figures beside them.
# Rscript scripts/reference/published.R
#
# The MU284 sample is the one that the survey package ships as `mu284`; the counts and tables of Kalton & Flores-Cervantes
# and Newcombe's limits are typed in below from the print.
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R"))

# Särndal, Swensson & Wretman (1992), example 4.3.2, pp. 142-143: 5 of 50 clusters, 3 municipalities in each. The estimated
# total is a whole number; the variance is R's.
data(mu284)
stages <- svydesign(ids = ~id1 + id2, fpc = ~n1 + n2, data = mu284)
total <- svytotal(~y1, stages)
mu <- list(
  source = "Särndal, Swensson & Wretman (1992), example 4.3.2, pp. 142-143; data: mu284 of R survey",
  cluster = mu284$id1, clusters = mu284$n1, unit = mu284$id2, units = mu284$n2, y = mu284$y1, printedTotal = 15080,
  total = coef(total), variance = vcov(total)[1, 1], mean = coef(svymean(~y1, stages)), meanSE = SE(svymean(~y1, stages)))

# Kalton & Flores-Cervantes (2003), "Weighting Methods", Journal of Official Statistics 19(2), 81-97: 4 x 3 cells, 1 000
# respondents of a population of 1 500. Columns by b, within them by a.
sampled <- c(20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70)
population <- c(80, 60, 170, 55, 40, 150, 60, 165, 55, 340, 200, 125)
cells <- expand.grid(a = 1:4, b = 1:3)
rows <- cells[rep(1:12, sampled), ]
rows$fa <- factor(rows$a); rows$fb <- factor(rows$b)
all <- cells[rep(1:12, population), ]
all$fa <- factor(all$a); all$fb <- factor(all$b)
d <- svydesign(ids = ~1, weights = ~1, data = rows)
margins <- colSums(model.matrix(~fa + fb, all))
first <- !duplicated(rows[c("a", "b")])
weights_of <- function(x) json_array(weights(x)[first])
bounds <- c(0.5, 2.2)
kalton <- list(
  source = "Kalton & Flores-Cervantes (2003), Journal of Official Statistics 19(2), 81-97",
  sampled = json_array(sampled), population = json_array(population), lower = bounds[1], upper = bounds[2],
  # Two decimals, as printed: cell weighting (A), raking (B), GREG on the scores 1..4 and 1..3 (D); and as R's own test of
  # this example (tests/kalton.R) prints them: linear (C), logit and truncated linear within the bounds (G).
  printed = list(
    cells = c(4.00, 1.20, 1.70, 1.83, 1.00, 1.07, 1.20, 1.65, 1.38, 1.10, 4.00, 1.79),
    raking = c(1.81, 1.08, 2.20, 1.83, 1.45, 0.87, 1.76, 1.47, 2.02, 1.21, 2.45, 2.04),
    greg = c(1.21, 1.43, 1.66, 1.88, 1.17, 1.40, 1.62, 1.85, 1.14, 1.36, 1.59, 1.81),
    linear = c(1.82, 1.09, 2.19, 1.83, 1.50, 0.78, 1.88, 1.52, 1.97, 1.24, 2.34, 1.98),
    logit = c(1.87, 1.08, 2.17, 1.89, 1.46, 0.74, 2.09, 1.49, 1.98, 1.27, 2.18, 1.99),
    truncated = c(1.81, 1.08, 2.20, 1.83, 1.48, 0.75, 2.00, 1.50, 1.99, 1.26, 2.20, 2.00)),
  exact = list(
    cells = weights_of(postStratify(d, ~fa + fb, xtabs(~fa + fb, all))),
    raking = weights_of(calibrate(d, ~fa + fb, margins, calfun = "raking", epsilon = 1e-12)),
    greg = weights_of(calibrate(d, ~a + b, colSums(model.matrix(~a + b, all)))),
    linear = weights_of(calibrate(d, ~fa + fb, margins)),
    logit = weights_of(calibrate(d, ~fa + fb, margins, calfun = "logit", bounds = bounds, epsilon = 1e-12, maxit = 500)),
    truncated = weights_of(calibrate(d, ~fa + fb, margins, bounds = bounds, epsilon = 1e-12, maxit = 500))))

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I: score (method 3) and Clopper-Pearson (method 5) limits. Korn and
# Graubard's interval and the survey form of Wilson's are these where the variance is that of a simple random sample.
newcombe <- list(
  source = "Newcombe (1998), Statistics in Medicine 17, 857-872, table I, methods 3 and 5",
  successes = c(81, 15, 0, 1), trials = c(263, 148, 20, 29),
  scoreLow = c(0.2553, 0.0624, 0, 0.0061), scoreHigh = c(0.3662, 0.1605, 0.1611, 0.1718),
  exactLow = c(0.2527, 0.0578, 0, 0.0009), exactHigh = c(0.3676, 0.1617, 0.1684, 0.1776))

stopifnot(
  round(unlist(mapply(function(x, n) prop.test(x, n, correct = FALSE)$conf.int, newcombe$successes, newcombe$trials)), 4) ==
    rbind(newcombe$scoreLow, newcombe$scoreHigh),
  round(unlist(mapply(function(x, n) binom.test(x, n)$conf.int, newcombe$successes, newcombe$trials)), 4) ==
    rbind(newcombe$exactLow, newcombe$exactHigh),
  coef(total) == mu$printedTotal,
  all(abs(unlist(kalton$exact) - unlist(kalton$printed)) <= 0.00501))
write_reference("published", NULL, list(mu284 = mu, kalton = kalton, newcombe = newcombe))
