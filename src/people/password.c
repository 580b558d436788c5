#include "people/password.h"

#include <sodium.h>
#include <stdio.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

const struct password_cost password_cost_default = {.passes = 3, .memory_bytes = 64 << 20};

enum { SALT = crypto_pwhash_argon2id_SALTBYTES, HASH = 32, UNITS = PASSWORD_CHARACTERS_MAX * 4 };

/* NFC in UTF-8; the text as it came when it cannot be composed. */
struct composed {
    char text[UNITS * 3];
    size_t length;
};

static void compose(struct str password, struct composed *out)
{
    UChar given[UNITS], composed[UNITS];
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8(given, UNITS, &length, password.at ? password.at : "", (int32_t)password.length, &code);
    length = unorm2_normalize(unorm2_getNFCInstance(&code), given, length, composed, UNITS, &code);
    u_strToUTF8(out->text, sizeof out->text, &length, composed, length, &code);
    out->length = (size_t)length;
    if (U_FAILURE(code)) {
        out->length = password.length < sizeof out->text ? password.length : sizeof out->text;
        memcpy(out->text, password.at ? password.at : "", out->length);
    }
    sodium_memzero(given, sizeof given);
    sodium_memzero(composed, sizeof composed);
}

static void encode(struct password_cost cost, const unsigned char salt[SALT], const unsigned char hash[HASH], char out[PASSWORD_HASH_SIZE])
{
    char salt_text[SALT * 4 / 3 + 2], hash_text[HASH * 4 / 3 + 2];
    sodium_bin2base64(salt_text, sizeof salt_text, salt, SALT, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(hash_text, sizeof hash_text, hash, HASH, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(out, PASSWORD_HASH_SIZE, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s", (unsigned)(cost.memory_bytes / 1024), (unsigned)cost.passes,
             salt_text, hash_text);
}

/* The library's own string form draws its salt itself; ours comes from the port. */
enum err password_hash(struct password_cost cost, struct randomness *random, struct str password, char out[PASSWORD_HASH_SIZE])
{
    unsigned char salt[SALT], hash[HASH];
    struct composed composed;
    must(sodium_init() >= 0);
    random->fill(random, salt, sizeof salt);
    compose(password, &composed);
    int code = crypto_pwhash(hash, sizeof hash, composed.text, composed.length, salt, cost.passes, cost.memory_bytes,
                             crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(&composed, sizeof composed);
    if (code != 0)
        return ERR_MEMORY;
    encode(cost, salt, hash, out);
    sodium_memzero(hash, sizeof hash);
    return ERR_NONE;
}

bool password_fits(const char *hash, struct str password)
{
    struct composed composed;
    must(sodium_init() >= 0);
    compose(password, &composed);
    bool fits = crypto_pwhash_str_verify(hash, composed.text, composed.length) == 0;
    sodium_memzero(&composed, sizeof composed);
    return fits;
}

bool password_is_old(struct password_cost cost, const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.memory_bytes) != 0;
}

void password_nobody(struct password_cost cost, char hash[PASSWORD_HASH_SIZE])
{
    static const unsigned char salt[SALT], result[HASH];
    encode(cost, salt, result, hash);
}
