#include "people/token.h"

#include <sodium.h>

static void base64url(struct randomness *random, char text[TOKEN_SIZE])
{
    unsigned char bytes[32];
    random->fill(random, bytes, sizeof bytes);
    sodium_bin2base64(text, TOKEN_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void token_new(struct randomness *random, char token[TOKEN_SIZE])
{
    base64url(random, token);
}

void key_new(struct randomness *random, char key[KEY_SIZE])
{
    memcpy(key, "kuulo_", 6);
    base64url(random, key + 6);
}

void token_hash(struct str token, unsigned char hash[TOKEN_HASH_SIZE])
{
    crypto_hash_sha256(hash, (const unsigned char *)(token.at ? token.at : ""), token.length);
}

static bool address_like(struct str text)
{
    size_t ats = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"' || c == ',')
            return false;
        ats += c == '@';
    }
    return ats == 1 && text.length <= 254 && text.at[0] != '@' && text.at[text.length - 1] != '@' && str_utf8(text);
}

enum err email_fold(struct arena *arena, struct str text, struct str *email, struct fault *why)
{
    text = str_trim(text);
    if (!address_like(text))
        return fault_set(why, ERR_INVALID, "not_an_email", "email", "That is not an e-mail address.");
    char *folded = arena_text(arena, text.at, text.length);
    if (!folded)
        return ERR_MEMORY;
    for (size_t i = 0; i < text.length; i++)
        if (folded[i] >= 'A' && folded[i] <= 'Z')
            folded[i] = (char)(folded[i] - 'A' + 'a');
    *email = (struct str){folded, text.length};
    return ERR_NONE;
}
