/* DKIM signatures (RFC 6376; Ed25519 by RFC 8463), canonical form relaxed/relaxed. */
#include "port/mail/inside.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { SELECTOR_MAX = 63, RSA_BITS_MIN = 2048, SIGNATURE_MAX = 1024, BASE64_MAX = 4096 };

struct dkim {
    EVP_PKEY *key;
    bool ed25519;
    char selector[SELECTOR_MAX + 1];
};

static const char *const signed_headers[] = {"From",       "Reply-To",     "To",           "Subject",          "Date",
                                             "Message-ID", "MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"};

static bool selector_ok(const char *selector)
{
    size_t length = strlen(selector);
    for (size_t i = 0; i < length; i++) {
        char c = selector[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
            return false;
    }
    return length >= 1 && length <= SELECTOR_MAX;
}

enum err dkim_open(const char *path, const char *selector, struct dkim **out, struct fault *why)
{
    struct dkim *dkim = calloc(1, sizeof *dkim);
    FILE *file = fopen(path, "re");
    *out = NULL;
    if (dkim && file)
        dkim->key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    if (file)
        fclose(file);
    enum err err = !dkim ? ERR_MEMORY : ERR_NONE;
    if (err == ERR_NONE && !dkim->key)
        err = fault_set(why, ERR_IO, "dkim_key", "dkim-key", "%s cannot be read as a private key in PEM form.", path);
    else if (err == ERR_NONE && !selector_ok(selector))
        err = fault_set(why, ERR_INVALID, "dkim_selector", "dkim-selector", "The DKIM selector is a DNS name such as \"kuulo\".");
    else if (err == ERR_NONE && EVP_PKEY_base_id(dkim->key) == EVP_PKEY_ED25519)
        dkim->ed25519 = true;
    else if (err == ERR_NONE && (EVP_PKEY_base_id(dkim->key) != EVP_PKEY_RSA || EVP_PKEY_bits(dkim->key) < RSA_BITS_MIN))
        err =
            fault_set(why, ERR_INVALID, "dkim_key", "dkim-key", "The DKIM key must be RSA with %d bits or more, or Ed25519.", RSA_BITS_MIN);
    if (err != ERR_NONE) {
        dkim_close(dkim);
        return err;
    }
    snprintf(dkim->selector, sizeof dkim->selector, "%s", selector);
    *out = dkim;
    return ERR_NONE;
}

void dkim_close(struct dkim *dkim)
{
    if (!dkim)
        return;
    EVP_PKEY_free(dkim->key);
    free(dkim);
}

static void put_base64(struct buf *out, const unsigned char *bytes, size_t length)
{
    char text[BASE64_MAX];
    must(sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL) <= sizeof text);
    sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    buf_add_text(out, text);
}

void dkim_record(const struct dkim *dkim, struct buf *out)
{
    unsigned char *der = NULL, raw[32];
    size_t raw_length = sizeof raw;
    if (dkim->ed25519 && EVP_PKEY_get_raw_public_key(dkim->key, raw, &raw_length) == 1) {
        buf_add_text(out, "v=DKIM1; k=ed25519; p=");
        put_base64(out, raw, raw_length);
        return;
    }
    int length = i2d_PUBKEY(dkim->key, &der);
    buf_add_text(out, "v=DKIM1; k=rsa; p=");
    if (length > 0)
        put_base64(out, der, (size_t)length);
    OPENSSL_free(der);
}

/* One header field, unfolded: a small name, ":", the value with its white space as single spaces. */
static void put_relaxed(struct buf *out, struct str field)
{
    size_t colon = 0;
    while (colon < field.length && field.at[colon] != ':') {
        char c = field.at[colon++];
        buf_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    buf_add_char(out, ':');
    bool space = false, begun = false;
    for (size_t i = colon + 1; i < field.length; i++) {
        char c = field.at[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            space = true;
            continue;
        }
        if (space && begun)
            buf_add_char(out, ' ');
        buf_add_char(out, c);
        begun = true;
        space = false;
    }
}

/* The field of that name with its folded lines, without the last CRLF. */
static bool field_find(struct str headers, const char *name, struct str *field)
{
    size_t length = strlen(name);
    for (size_t at = 0; at < headers.length;) {
        size_t end = at;
        do {
            const char *line = memmem(headers.at + end, headers.length - end, "\r\n", 2);
            end = line ? (size_t)(line - headers.at) + 2 : headers.length;
        } while (end < headers.length && (headers.at[end] == ' ' || headers.at[end] == '\t'));
        if (end - at > length && headers.at[at + length] == ':' && strncasecmp(headers.at + at, name, length) == 0) {
            *field = (struct str){headers.at + at, end - at - 2};
            return true;
        }
        at = end;
    }
    return false;
}

/* Relaxed body: white space runs are one space, none at a line's end, no empty lines at the end. */
static void body_hash(struct str body, unsigned char hash[SHA256_DIGEST_LENGTH])
{
    struct buf plain = buf_new(MAIL_BYTES_MAX);
    bool space = false;
    size_t kept = 0;
    for (size_t i = 0; i < body.length; i++) {
        char c = body.at[i];
        if (c == ' ' || c == '\t') {
            space = true;
            continue;
        }
        if (c == '\r' && i + 1 < body.length && body.at[i + 1] == '\n') {
            buf_add_text(&plain, "\r\n");
            space = false;
            i++;
            continue;
        }
        if (space)
            buf_add_char(&plain, ' ');
        space = false;
        buf_add_char(&plain, c);
        kept = plain.length;
    }
    if (kept)
        kept += 2; /* the line end of the last line that has something */
    must(!plain.failed && kept <= plain.length);
    SHA256((const unsigned char *)plain.at, kept, hash);
    buf_free(&plain);
}

static enum err sign(const struct dkim *dkim, struct str text, struct buf *out)
{
    unsigned char signature[SIGNATURE_MAX], hash[SHA256_DIGEST_LENGTH];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const unsigned char *bytes = (const unsigned char *)text.at;
    SHA256(bytes, text.length, hash);
    bool done = context && EVP_DigestSignInit(context, NULL, dkim->ed25519 ? NULL : EVP_sha256(), NULL, dkim->key) == 1 &&
                (dkim->ed25519 ? EVP_DigestSign(context, signature, &length, hash, sizeof hash)
                               : EVP_DigestSign(context, signature, &length, bytes, text.length)) == 1;
    EVP_MD_CTX_free(context);
    if (done)
        put_base64(out, signature, length);
    return done ? ERR_NONE : ERR_INTERNAL;
}

enum err dkim_sign(const struct dkim *dkim, struct str domain, int64_t at_ms, struct str headers, struct str body, struct buf *out)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    struct buf text = buf_new(MAIL_BYTES_MAX), field = buf_new(BASE64_MAX);
    struct str found;
    body_hash(body, hash);
    buf_printf(&field, "DKIM-Signature: v=1; a=%s; c=relaxed/relaxed; d=%.*s;\r\n s=%s; t=%lld;\r\n h=",
               dkim->ed25519 ? "ed25519-sha256" : "rsa-sha256", STR_ARGS(domain), dkim->selector, (long long)(at_ms / 1000));
    const char *colon = "";
    for (size_t i = 0; i < sizeof signed_headers / sizeof *signed_headers; i++) {
        if (!field_find(headers, signed_headers[i], &found))
            continue;
        put_relaxed(&text, found);
        buf_add_text(&text, "\r\n");
        buf_printf(&field, "%s%s", colon, signed_headers[i]);
        colon = i % 4 == 3 ? ":\r\n  " : ":";
    }
    buf_add_text(&field, ";\r\n bh=");
    put_base64(&field, hash, sizeof hash);
    buf_add_text(&field, ";\r\n b=");
    put_relaxed(&text, buf_str(&field));
    enum err err = field.failed || text.failed ? ERR_TOO_LARGE : sign(dkim, buf_str(&text), &field);
    if (err == ERR_NONE) {
        buf_add_str(out, buf_str(&field));
        buf_add_text(out, "\r\n");
    }
    buf_free(&text);
    buf_free(&field);
    return err;
}
