#if !__has_include(<csv.h>)
#error "<csv.h> not found. Debian/Ubuntu: apt-get install libcsv-dev; macOS: brew install libcsv; or run scripts/setup"
#endif
#include <csv.h>
