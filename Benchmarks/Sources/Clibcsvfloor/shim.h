#if !__has_include(<csv.h>)
#error "<csv.h> not found. Debian/Ubuntu: apt-get install libcsv-dev; macOS: brew install libcsv"
#endif
#include <csv.h>

/* The floor: callbacks that do nothing, in C, so that only libcsv is measured. */
static void floor_field(void *field, size_t length, void *context) {
  (void)field; (void)length; (void)context;
}
static void floor_record(int terminator, void *context) { (void)terminator; (void)context; }
static inline size_t floor_parse(struct csv_parser *p, const void *bytes, size_t count) {
  return csv_parse(p, bytes, count, floor_field, floor_record, 0);
}
