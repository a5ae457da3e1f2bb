/* The unpacked toolchain's libFuzzer and sanitizer libraries were built against a newer C library than the machine may
   have; C23's names for the number parsers are all that they miss. Weak, so that a C library that has them wins. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define WEAK __attribute__((weak))
long __isoc23_strtol(const char *text, char **end, int base);
unsigned long __isoc23_strtoul(const char *text, char **end, int base);
long long __isoc23_strtoll(const char *text, char **end, int base);
unsigned long long __isoc23_strtoull(const char *text, char **end, int base);

WEAK long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
WEAK unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
WEAK long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
WEAK unsigned long long __isoc23_strtoull(const char *text, char **end, int base) { return strtoull(text, end, base); }
