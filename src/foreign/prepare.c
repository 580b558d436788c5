#include "foreign/foreign.h"

#include <iconv.h>

/* Kept open on purpose, each for the life of the process: a closed one may be unloaded. */
void foreign_prepare(void)
{
    static const char *const charsets[] = {"WINDOWS-1252", "ISO-8859-1",   "ISO-8859-15",  "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253",
                                           "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "ISO-8859-2",   "KOI8-R",
                                           "UTF-16",       "GB18030",      "BIG5",         "SHIFT_JIS",    "EUC-JP",       "EUC-KR"};
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        (void)iconv_open("UTF-8", charsets[i]);
}
