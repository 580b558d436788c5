/* Runs a fuzz target over every file of the folders given, once: the corpora as a regression test, with any compiler. */
#include "base/err.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { INPUT_MAX = 1 << 20 };

static void replay_file(const char *folder, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    must(length > 0 && (size_t)length < sizeof path);
    FILE *file = fopen(path, "rb");
    must(file);
    uint8_t *bytes = malloc(INPUT_MAX);
    must(bytes);
    size_t got = fread(bytes, 1, INPUT_MAX, file);
    fclose(file);
    /* An exact-size block, so that a read past the end is seen. */
    uint8_t *exact = realloc(bytes, got ? got : 1);
    must(exact);
    LLVMFuzzerTestOneInput(exact, got);
    free(exact);
}

int main(int argc, char **argv)
{
    unsigned files = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        must(folder);
        for (struct dirent *entry; (entry = readdir(folder));) {
            if (entry->d_name[0] == '.')
                continue;
            replay_file(argv[i], entry->d_name);
            files++;
        }
        closedir(folder);
    }
    must(files > 0);
    printf("%u inputs\n", files);
    return 0;
}
