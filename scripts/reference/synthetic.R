# A made-up survey: 3 strata, 4 to 6 clusters each, unequal weights. Nothing here is real.
synthetic_survey <- function(seed = 20250) {
  set.seed(seed)
  psu_counts <- c(4, 5, 6)
  rows <- list()
  psu <- 0
  for (h in 1:3) for (j in seq_len(psu_counts[h])) {
    psu <- psu + 1
    m <- sample(6:12, 1)
    effect <- rnorm(1, sd = 0.5)
    rows[[psu]] <- data.frame(
      stratum = h, psu = psu, weight = round(c(12, 30, 55)[h] * runif(m, 0.7, 1.4), 3),
      sex = sample(c("f", "m"), m, TRUE), age = sample(c("a", "b", "c"), m, TRUE, c(.5, .3, .2)),
      area = sample(c("north", "south"), m, TRUE), x = round(rnorm(m, 40 + 4 * h, 9), 1), u = effect)
  }
  d <- do.call(rbind, rows)
  d$y <- round(3 + 0.03 * d$x + d$u + rnorm(nrow(d), sd = 0.8), 3)
  d$score <- pmin(5, pmax(1, round(d$y - 1)))
  d$u <- NULL
  d$sex <- factor(d$sex); d$age <- factor(d$age); d$area <- factor(d$area)
  d
}
data_columns <- function(d) list(
  stratum = d$stratum, psu = d$psu, weight = d$weight, x = d$x, y = d$y, score = d$score,
  sex = as.integer(d$sex) - 1L, age = as.integer(d$age) - 1L, area = as.integer(d$area) - 1L)
