/* secret.key: 64 hexadecimal digits and a newline. */
#include "port/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, TEXT_SIZE = SECRET_BYTES * 2 + 1 };

static bool read_text(const char *path, struct secret *secret)
{
    char text[TEXT_SIZE + 1];
    size_t length = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t got = read(file, text, sizeof text);
    close(file);
    return got == TEXT_SIZE && sodium_hex2bin(secret->key, SECRET_BYTES, text, TEXT_SIZE - 1, NULL, &length, NULL) == 0 &&
           length == SECRET_BYTES;
}

static bool write_text(const char *path, const struct secret *secret)
{
    char text[TEXT_SIZE];
    sodium_bin2hex(text, sizeof text, secret->key, SECRET_BYTES);
    text[TEXT_SIZE - 1] = '\n';
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool written = write(file, text, TEXT_SIZE) == TEXT_SIZE && fsync(file) == 0;
    return close(file) == 0 && written;
}

/* Under a name of its own first, then linked: whoever links first has made it, and the others read that one. */
static bool make(const char *path, const char *place, struct randomness *random, struct secret *secret)
{
    char fresh[PATH_SIZE];
    random->fill(random, secret->key, SECRET_BYTES);
    if (snprintf(fresh, sizeof fresh, "%s/secret.%ld", place, (long)getpid()) >= PATH_SIZE)
        return false;
    bool linked = write_text(fresh, secret) && (link(fresh, path) == 0 || errno == EEXIST);
    unlink(fresh);
    return linked && read_text(path, secret);
}

enum err secret_open(const char *place, struct randomness *random, struct secret *secret, struct fault *why)
{
    char path[PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/secret.key", place) < PATH_SIZE && (read_text(path, secret) || make(path, place, random, secret)))
        return ERR_NONE;
    return fault_set(why, ERR_IO, "secret", "data",
                     "The file secret.key in %s can be neither read nor made. It holds the secret of the personal links.", place);
}

void secret_name(const struct secret *secret, const char *purpose, char name[SECRET_NAME + 1])
{
    unsigned char hash[SECRET_NAME / 2];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)purpose, strlen(purpose), secret->key, SECRET_BYTES);
    sodium_bin2hex(name, SECRET_NAME + 1, hash, sizeof hash);
}
