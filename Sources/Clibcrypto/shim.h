#if !__has_include(<openssl/evp.h>)
#error "<openssl/evp.h> not found. Debian/Ubuntu: apt-get install libssl-dev; macOS: brew install openssl@3; or run scripts/setup"
#endif
#include <openssl/evp.h>
