// The least a program that is linked to libcrypto can cost: it calls one function of it that does nothing.
#include <openssl/crypto.h>

int main() { return OpenSSL_version_num() == 0 ? 1 : 0; }
