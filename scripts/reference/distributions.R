# Quantiles and tails of the distributions behind intervals and tests.
# Rscript scripts/reference/distributions.R
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "json.R"))
p <- c(1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.3, 0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.9999)
normal <- list(p = p, z = qnorm(p))
t <- expand.grid(p = p, df = c(0.7, 1, 2, 3, 5.5, 17, 98, 1000, 1e6))
t$t <- qt(t$p, t$df)
beta <- expand.grid(p = c(0.001, 0.025, 0.05, 0.5, 0.95, 0.975, 0.999), a = c(0.3, 1, 3.7, 40, 812.4, 5e4), b = c(0.5, 1, 2.2, 96, 1400.5, 1e5))
beta$x <- qbeta(beta$p, beta$a, beta$b)
# R's own search stops early for a few; keep those that its distribution function confirms.
beta <- beta[abs(pbeta(beta$x, beta$a, beta$b) / beta$p - 1) < 1e-13 & beta$x < 1 - 1e-6, ]
chi <- expand.grid(x = c(0.01, 0.5, 3.84, 20, 150), df = c(1, 2, 3.3, 12, 120))
chi$upper <- pchisq(chi$x, chi$df, lower.tail = FALSE)
f <- expand.grid(x = c(0.2, 1, 2.7, 9), df1 = c(1, 2.5, 8), df2 = c(3, 20.4, 400))
f$upper <- pf(f$x, f$df1, f$df2, lower.tail = FALSE)
write_reference("distributions", 0, list(normal = normal, t = as.list(t), beta = as.list(beta), chi = as.list(chi), f = as.list(f)))
