#if !__has_include(<xlsxwriter.h>)
#error "<xlsxwriter.h> not found. Debian/Ubuntu: apt-get install libxlsxwriter-dev; macOS: brew install libxlsxwriter; or run scripts/setup"
#endif
#include <xlsxwriter.h>
