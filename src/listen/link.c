#include "listen/link.h"

#include <sodium.h>

enum { NUMBERS = 8, HASH = 16 };

static void hash_of(const struct secret *secret, enum link_use use, const unsigned char numbers[NUMBERS], unsigned char hash[HASH])
{
    unsigned char text[NUMBERS + 1];
    text[0] = (unsigned char)use;
    memcpy(text + 1, numbers, NUMBERS);
    crypto_generichash(hash, HASH, text, sizeof text, secret->key, SECRET_BYTES);
}

/* The mask is another keyed hash, of the first one. */
static void mask(const struct secret *secret, const unsigned char hash[HASH], unsigned char numbers[NUMBERS])
{
    unsigned char bytes[HASH];
    crypto_generichash(bytes, HASH, hash, HASH, secret->key, SECRET_BYTES);
    for (int i = 0; i < NUMBERS; i++)
        numbers[i] ^= bytes[i];
}

void link_write(const struct secret *secret, enum link_use use, int64_t workspace_id, int64_t id, char text[LINK_TEXT])
{
    unsigned char bytes[LINK_BYTES];
    must(workspace_id > 0 && workspace_id < 1 << 16 && id > 0 && id < INT64_C(1) << 48);
    bytes[0] = (unsigned char)(workspace_id >> 8);
    bytes[1] = (unsigned char)workspace_id;
    for (int i = 0; i < 6; i++)
        bytes[2 + i] = (unsigned char)(id >> (40 - 8 * i));
    hash_of(secret, use, bytes, bytes + NUMBERS);
    mask(secret, bytes + NUMBERS, bytes);
    if (use == LINK_RETURN)
        sodium_bin2hex(text, LINK_TEXT, bytes, sizeof bytes);
    else
        sodium_bin2base64(text, LINK_TEXT, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool decode(enum link_use use, struct str text, unsigned char bytes[LINK_BYTES])
{
    size_t length = 0;
    int code = use == LINK_RETURN ? sodium_hex2bin(bytes, LINK_BYTES, text.at, text.length, NULL, &length, NULL)
                                  : sodium_base642bin(bytes, LINK_BYTES, text.at, text.length, NULL, &length, NULL,
                                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return code == 0 && length == LINK_BYTES;
}

bool link_read(const struct secret *secret, enum link_use use, struct str text, int64_t *workspace_id, int64_t *id)
{
    unsigned char bytes[LINK_BYTES], hash[HASH];
    size_t expected = use == LINK_RETURN ? LINK_BYTES * 2 : LINK_BYTES / 3 * 4;
    if (text.length != expected || !decode(use, text, bytes))
        return false;
    mask(secret, bytes + NUMBERS, bytes);
    hash_of(secret, use, bytes, hash);
    if (sodium_memcmp(hash, bytes + NUMBERS, HASH) != 0)
        return false;
    *workspace_id = bytes[0] << 8 | bytes[1];
    *id = 0;
    for (int i = 0; i < 6; i++)
        *id = *id << 8 | bytes[2 + i];
    return true;
}
