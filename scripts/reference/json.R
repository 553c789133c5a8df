# Writes R values as JSON with doubles that read back exactly. Sourced by the scripts beside it.
json_text <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json_text, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ",\n"), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ",\n"), "}"))
  }
  x <- unname(x)
  if (is.character(x) || is.factor(x)) {
    parts <- paste0("\"", as.character(x), "\"")
  } else if (is.logical(x)) {
    parts <- ifelse(x, "true", "false")
  } else {
    parts <- ifelse(is.finite(x), sprintf("%.17g", x), "null")
  }
  if (length(parts) == 1 && is.null(attr(x, "array"))) parts else paste0("[", paste(parts, collapse = ","), "]")
}

# Always an array, also with one element.
json_array <- function(x) structure(as.vector(x), array = TRUE)

reference_dir <- function() {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  file.path(dirname(normalizePath(file)), "..", "..", "Tests", "SurveyEstimationTests", "Reference")
}

# `seed` is the seed of the synthetic data; the versions say what made the numbers.
write_reference <- function(name, seed, content) {
  head <- list(script = paste0("scripts/reference/", name, ".R"), seed = seed,
               r = paste(R.version$major, R.version$minor, sep = "."),
               survey = as.character(packageVersion("survey")))
  writeLines(json_text(c(head, content)), file.path(reference_dir(), paste0(name, ".json")))
}
