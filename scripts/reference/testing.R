# Tests, differences, adjusted p values, correlations and composite scores.
# Rscript scripts/reference/testing.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R")); source(file.path(here, "synthetic.R"))
seed <- 20250
d <- synthetic_survey(seed)
d$good <- as.numeric(d$score >= 4)
# Four items on a scale of 1 to 5 with answers left out here and there.
set.seed(seed + 1)
items <- sapply(1:4, function(k) {
  v <- pmin(5, pmax(1, round(d$y - 0.5 + rnorm(nrow(d), sd = 0.9)))); v[runif(nrow(d)) < 0.12] <- NA; v })
items[7, ] <- NA
d$s1 <- rowSums(items[, 1:2] >= 4, na.rm = TRUE); d$a1 <- rowSums(!is.na(items[, 1:2]))
d$s2 <- rowSums(items[, 3:4] >= 4, na.rm = TRUE); d$a2 <- rowSums(!is.na(items[, 3:4]))
d$s <- d$s1 + d$s2; d$a <- d$a1 + d$a2; d$pts <- rowSums(items, na.rm = TRUE)
d$all <- ifelse(d$a > 0, as.numeric(d$s == d$a), NA)
d$xx <- d$x^2; d$yy <- d$y^2; d$xy <- d$x * d$y
des <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d)
cells <- expand.grid(j = levels(d$age), i = levels(d$area))
ind <- sapply(seq_len(nrow(cells)), function(k) as.numeric(d$area == cells$i[k] & d$age == cells$j[k]))
shares <- svymean(ind, des)
chi <- svychisq(~area + age, des, statistic = "F")
chi_part <- svychisq(~area + age, subset(des, stratum < 3), statistic = "F")
by <- svyby(~good, ~area, des, svymean, covmat = TRUE)
diff <- svycontrast(by, c(1, -1))
tt <- svyttest(I(good - 0.6) ~ 0, des)
five <- svymean(~x + y + xx + yy + xy, des)
cor <- svycontrast(five, quote((xy - x * y) / sqrt((xx - x^2) * (yy - y^2))))
totals <- svytotal(~s1 + a1 + s2 + a2 + s + a + pts, des)
pair <- function(x) list(value = unname(coef(x)[1]), se = unname(SE(x)[1]))
all_answers <- svymean(~all, des, na.rm = TRUE)
p <- c(0.01, 0.04, 0.03, 0.005, 0.6, 0.03, 0.0001, 0.9)
write_reference("testing", seed, list(
  data = data_columns(d), items = lapply(1:4, function(k) json_array(ifelse(is.na(items[, k]), -1, items[, k]))),
  shares = coef(shares), covariance = lapply(1:6, function(k) json_array(vcov(shares)[k, ])), df = degf(des),
  chi = list(F = chi$statistic, ndf = chi$parameter[1], ddf = chi$parameter[2], p = chi$p.value),
  chiOfTwoStrata = list(F = chi_part$statistic, ndf = chi_part$parameter[1], ddf = chi_part$parameter[2], p = chi_part$p.value),
  difference = c(pair(diff), list(estimates = coef(by), covariance = lapply(1:2, function(k) json_array(vcov(by)[k, ])))),
  target = list(t = tt$statistic, df = tt$parameter, p = tt$p.value, value = coef(svymean(~good, des)), se = SE(svymean(~good, des))),
  p = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"), correlation = pair(cor),
  composites = list(
    `pooled-answers` = pair(svycontrast(totals, quote(s / a))),
    `all-answers-satisfied` = pair(all_answers),
    `mean-of-element-rates` = pair(svycontrast(totals, quote((s1 / a1 + s2 / a2) / 2))),
    `mean-score` = pair(svycontrast(totals, quote(pts / a))),
    `mean-score-share` = pair(svycontrast(totals, quote(pts / a / 5))))))
