/* A message as bytes (RFC 5322, 2045-2047, 8058). Two parts of the same words, text and HTML, both quoted-printable. */
#include "base/time.h"
#include "port/mail/inside.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { WORD_BYTES = 42, LINE_MAX_QP = 74, DAY_MS = 86400000 };

static bool address_plain(struct str address)
{
    size_t ats = 0;
    for (size_t i = 0; i < address.length; i++) {
        char c = address.at[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\"(),:;<>[]\\", c))
            return false;
        ats += c == '@';
    }
    return ats == 1 && address.length <= 320 && address.at[0] != '@' && address.at[address.length - 1] != '@';
}

static bool plain_text(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < 0x20 || text.at[i] >= 0x7f || text.at[i] == '=')
            return false;
    return text.length <= 60;
}

static size_t character_length(unsigned char c)
{
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* One encoded word of whole characters; control characters become spaces. */
static size_t word_take(struct str text, size_t from, char word[WORD_BYTES + 1])
{
    size_t length = 0;
    while (from + length < text.length) {
        size_t next = character_length((unsigned char)text.at[from + length]);
        if (length + next > WORD_BYTES || from + length + next > text.length)
            break;
        memcpy(word + length, text.at + from + length, next);
        if (next == 1 && ((unsigned char)word[length] < 0x20 || word[length] == 0x7f))
            word[length] = ' ';
        length += next;
    }
    return length;
}

static void put_words(struct buf *out, struct str text)
{
    char word[WORD_BYTES + 1], encoded[sodium_base64_ENCODED_LEN(WORD_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    for (size_t from = 0; from < text.length;) {
        size_t length = word_take(text, from, word);
        if (!length)
            return; /* a cut character at the end */
        sodium_bin2base64(encoded, sizeof encoded, (const unsigned char *)word, length, sodium_base64_VARIANT_ORIGINAL);
        buf_printf(out, "%s=?UTF-8?B?%s?=", from ? "\r\n " : "", encoded);
        from += length;
    }
}

static void put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "%s: ", name);
    if (plain_text(text))
        buf_add_str(out, text);
    else
        put_words(out, text);
    buf_add_text(out, "\r\n");
}

static void put_mailbox(struct buf *out, const char *name, struct str display, struct str address)
{
    buf_printf(out, "%s: ", name);
    bool quoted =
        plain_text(display) && display.length && !memchr(display.at, '"', display.length) && !memchr(display.at, '\\', display.length);
    if (quoted)
        buf_printf(out, "\"%.*s\" ", STR_ARGS(display));
    else if (display.length) {
        put_words(out, display);
        buf_add_text(out, "\r\n ");
    }
    buf_printf(out, "<%.*s>\r\n", STR_ARGS(address));
}

static void put_date(struct buf *out, int64_t at_ms)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; /* 1970-01-01 was a Thursday */
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int32_t number = (int32_t)(at_ms / DAY_MS);
    int second = (int)(at_ms % DAY_MS / 1000);
    day_civil(number, &year, &month, &day);
    buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[number % 7], day, months[month - 1], year, second / 3600,
               second / 60 % 60, second % 60);
}

struct lines {
    struct buf *out;
    size_t column;
};

static void put_piece(struct lines *lines, const char *piece, size_t length)
{
    if (lines->column + length > LINE_MAX_QP) {
        buf_add_text(lines->out, "=\r\n");
        lines->column = 0;
    }
    buf_add(lines->out, piece, length);
    lines->column += length;
}

/* Quoted-printable; a bare CR, a bare LF and CRLF are all one line end. */
static void put_quoted(struct buf *out, struct str text)
{
    struct lines lines = {out, 0};
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool end = i + 1 == text.length || text.at[i + 1] == '\n' || text.at[i + 1] == '\r';
        char piece[4];
        if (c == '\r' && i + 1 < text.length && text.at[i + 1] == '\n')
            continue;
        if (c == '\n' || c == '\r') {
            buf_add_text(out, "\r\n");
            lines.column = 0;
        } else if ((c > 0x20 && c < 0x7f && c != '=' && (c != '.' || lines.column)) || (c == ' ' && !end))
            put_piece(&lines, text.at + i, 1);
        else {
            snprintf(piece, sizeof piece, "=%02X", c);
            put_piece(&lines, piece, 3);
        }
    }
    buf_add_text(out, "\r\n");
}

static void put_part(struct buf *out, struct str boundary, const char *type, struct str text)
{
    buf_printf(out, "--=_%.*s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
               STR_ARGS(boundary), type);
    put_quoted(out, text);
}

static void put_unsubscribe(struct buf *out, struct str url)
{
    if (url.length)
        buf_printf(out, "List-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", STR_ARGS(url));
}

static bool url_plain(struct str url)
{
    for (size_t i = 0; i < url.length; i++)
        if (url.at[i] <= 0x20 || url.at[i] >= 0x7f || strchr("<>\"", url.at[i]))
            return false;
    return url.length <= 900;
}

static enum err check(const struct mail_message *m)
{
    bool fine =
        address_plain(m->from_address) && address_plain(m->to_address) && address_plain(m->message_id) && url_plain(m->unsubscribe_url);
    if (m->reply_to.length)
        fine &= address_plain(m->reply_to);
    if (m->return_path.length)
        fine &= address_plain(m->return_path);
    return fine ? ERR_NONE : ERR_INVALID;
}

static struct str domain_of(struct str address)
{
    const char *at = memrchr(address.at, '@', address.length);
    return (struct str){at + 1, (size_t)(address.at + address.length - at - 1)};
}

enum err mail_write(const struct mail_message *m, const struct dkim *dkim, struct buf *out)
{
    struct buf headers = buf_new(MAIL_BYTES_MAX), body = buf_new(MAIL_BYTES_MAX);
    struct str boundary = {m->message_id.at, m->message_id.length < 48 ? m->message_id.length : 48};
    enum err err = check(m);
    if (err != ERR_NONE)
        return err;
    const char *at = memchr(boundary.at, '@', boundary.length);
    boundary.length = at ? (size_t)(at - boundary.at) : boundary.length;
    put_date(&headers, m->date_ms);
    put_mailbox(&headers, "From", m->from_name, m->from_address);
    put_mailbox(&headers, "To", (struct str){0}, m->to_address);
    if (m->reply_to.length)
        put_mailbox(&headers, "Reply-To", (struct str){0}, m->reply_to);
    put_text(&headers, "Subject", m->subject);
    buf_printf(&headers, "Message-ID: <%.*s>\r\n", STR_ARGS(m->message_id));
    put_unsubscribe(&headers, m->unsubscribe_url);
    buf_printf(&headers, "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_%.*s\"\r\n", STR_ARGS(boundary));
    put_part(&body, boundary, "text/plain", m->text);
    put_part(&body, boundary, "text/html", m->html);
    buf_printf(&body, "--=_%.*s--\r\n", STR_ARGS(boundary));
    if (dkim && !headers.failed && !body.failed)
        err = dkim_sign(dkim, domain_of(m->from_address), m->date_ms, buf_str(&headers), buf_str(&body), out);
    buf_add_str(out, buf_str(&headers));
    buf_add_text(out, "\r\n");
    buf_add_str(out, buf_str(&body));
    if (headers.failed || body.failed || out->failed)
        err = ERR_TOO_LARGE;
    buf_free(&headers);
    buf_free(&body);
    return err;
}

void mail_close(struct mail *mail)
{
    if (mail)
        mail->close(mail);
}
