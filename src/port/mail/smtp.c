/* SMTP by libcurl. A few lines (connections) are kept open and shared by the threads that send. */
#include "port/mail/inside.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINES_MAX = 4, CONNECT_S = 15, GOODBYE_S = 1, URL_MAX = 1000, PATH_SIZE = 1000, ADDRESS_SIZE = 330 };

struct smtp {
    struct mail mail; /* first */
    struct dkim *dkim;
    char url[URL_MAX], ca[PATH_SIZE]; /* ca empty: the system's */
    long use_ssl, timeout_s;
    pthread_mutex_t lock;
    CURL *lines[LINES_MAX]; /* free ones */
    size_t free;
};

struct sending {
    struct str bytes;
    size_t given;
    bool all_given;  /* the server has every byte */
    char status[24]; /* of the last answer */
    int code;
};

static size_t give(char *to, size_t size, size_t count, void *context)
{
    struct sending *s = context;
    size_t room = size * count, left = s->bytes.length - s->given, length = left < room ? left : room;
    memcpy(to, s->bytes.at + s->given, length);
    s->given += length;
    s->all_given = s->given == s->bytes.length;
    return length;
}

static bool digits(const char *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (at[i] < '0' || at[i] > '9')
            return false;
    return true;
}

/* "450 4.2.1 …": the code and, when it is there, the enhanced one; never the words. */
static size_t answer(char *line, size_t size, size_t count, void *context)
{
    struct sending *s = context;
    size_t length = size * count, end = 4;
    if (length < 4 || !digits(line, 3) || memcmp(line, "221", 3) == 0) /* the answer to our good-bye says nothing of the message */
        return length;
    s->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (length > 9 && digits(line + 4, 1) && line[5] == '.')
        while (end < length && end < sizeof s->status - 1 && (digits(line + end, 1) || line[end] == '.'))
            end++;
    if (end < 9)
        end = 3;
    snprintf(s->status, sizeof s->status, "%.*s", (int)end, line);
    if (end > 3)
        s->status[3] = ' ';
    return length;
}

static CURL *line_take(struct smtp *smtp)
{
    CURL *line = NULL;
    pthread_mutex_lock(&smtp->lock);
    if (smtp->free)
        line = smtp->lines[--smtp->free];
    pthread_mutex_unlock(&smtp->lock);
    return line ? line : curl_easy_init();
}

/* A line whose server fell silent is not kept: libcurl would use its connection again, for a message that nobody answers either. */
static void line_give(struct smtp *smtp, CURL *line, CURLcode code)
{
    pthread_mutex_lock(&smtp->lock);
    if (code != CURLE_OPERATION_TIMEDOUT && smtp->free < LINES_MAX) {
        smtp->lines[smtp->free++] = line;
        line = NULL;
    }
    pthread_mutex_unlock(&smtp->lock);
    if (!line)
        return;
    curl_easy_setopt(line, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)GOODBYE_S); /* a good-bye to a silent server waits too */
    curl_easy_cleanup(line);
}

static struct mail_reply reply_of(enum mail_result result, const char *reason, const struct sending *s)
{
    struct mail_reply reply = {.result = result};
    snprintf(reply.reason, sizeof reply.reason, "%s", reason);
    snprintf(reply.status, sizeof reply.status, "%s", s->status);
    return reply;
}

/* Nobody there: 5.1.x, or a bare 550, 551, 553. A full mailbox (5.2.x) and a policy (5.7.x) say nothing of the address. */
static bool unknown_recipient(const struct sending *s)
{
    if (s->status[3] == ' ')
        return strncmp(s->status + 4, "5.1.", 4) == 0;
    return s->code == 550 || s->code == 551 || s->code == 553;
}

static struct mail_reply judge(CURLcode code, const char *error, const struct sending *s)
{
    bool receiver = strncmp(error, "RCPT", 4) == 0;
    if (code == CURLE_OK)
        return reply_of(MAIL_SENT, "", s);
    if (receiver && s->code >= 500)
        return unknown_recipient(s) ? reply_of(MAIL_UNKNOWN_RECIPIENT, "unknown_recipient", s) : reply_of(MAIL_REFUSED, "refused", s);
    if (s->given && s->code >= 500)
        return reply_of(MAIL_REFUSED, "refused", s);
    if (s->all_given && s->code < 400)
        return reply_of(MAIL_UNCLEAR, "no_answer", s);
    if (s->code >= 400)
        return reply_of(MAIL_LATER, code == CURLE_LOGIN_DENIED ? "login_refused" : "refused_later", s);
    return reply_of(MAIL_LATER,
                    code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION
                        ? "no_safe_connection"
                        : "no_connection",
                    s);
}

static void prepare_line(CURL *line, const char *url, const char *ca, long use_ssl, long timeout_s)
{
    curl_easy_reset(line); /* keeps the connection */
    curl_easy_setopt(line, CURLOPT_URL, url);
    curl_easy_setopt(line, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(line, CURLOPT_USE_SSL, use_ssl);
    curl_easy_setopt(line, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(line, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(line, CURLOPT_CONNECTTIMEOUT, timeout_s < CONNECT_S ? timeout_s : (long)CONNECT_S);
    curl_easy_setopt(line, CURLOPT_TIMEOUT, timeout_s);
    curl_easy_setopt(line, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout_s);
    if (!ca || !*ca)
        return;
    curl_easy_setopt(line, CURLOPT_CAINFO, ca);
    curl_easy_setopt(line, CURLOPT_CAPATH, NULL);
}

static void prepare(CURL *line, const struct smtp *smtp, const char *from, const struct curl_slist *to, struct sending *s, char *error)
{
    prepare_line(line, smtp->url, smtp->ca, smtp->use_ssl, smtp->timeout_s);
    curl_easy_setopt(line, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(line, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(line, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(line, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(line, CURLOPT_READDATA, s);
    curl_easy_setopt(line, CURLOPT_HEADERFUNCTION, answer);
    curl_easy_setopt(line, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(line, CURLOPT_ERRORBUFFER, error);
}

static struct mail_reply message_send(struct mail *mail, const struct mail_message *message)
{
    struct smtp *smtp = (struct smtp *)mail;
    struct buf bytes = buf_new(MAIL_BYTES_MAX);
    char from[ADDRESS_SIZE], to[ADDRESS_SIZE], error[CURL_ERROR_SIZE] = "";
    struct sending sending = {0};
    struct str path = message->return_path.length ? message->return_path : message->from_address;
    if (mail_write(message, smtp->dkim, &bytes) != ERR_NONE) {
        buf_free(&bytes);
        return reply_of(MAIL_REFUSED, "bad_message", &sending);
    }
    snprintf(from, sizeof from, "<%.*s>", STR_ARGS(path));
    snprintf(to, sizeof to, "<%.*s>", STR_ARGS(message->to_address));
    struct curl_slist *receivers = curl_slist_append(NULL, to);
    CURL *line = receivers ? line_take(smtp) : NULL;
    struct mail_reply reply = reply_of(MAIL_LATER, "memory", &sending);
    if (line) {
        sending.bytes = buf_str(&bytes);
        prepare(line, smtp, from, receivers, &sending, error);
        CURLcode code = curl_easy_perform(line);
        reply = judge(code, error, &sending);
        line_give(smtp, line, code);
    }
    curl_slist_free_all(receivers);
    buf_free(&bytes);
    return reply;
}

static void smtp_close(struct mail *mail)
{
    struct smtp *smtp = (struct smtp *)mail;
    while (smtp->free)
        curl_easy_cleanup(smtp->lines[--smtp->free]);
    dkim_close(smtp->dkim);
    pthread_mutex_destroy(&smtp->lock);
    free(smtp);
}

/* A password goes to another machine only under TLS; who names an authority means TLS. */
static bool url_read(const struct mail_server *server, long *use_ssl)
{
    const char *text = server->url;
    CURLU *url = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL;
    bool fine = url && curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
                curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    fine = fine && (strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0);
    if (fine) {
        bool here = strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "[::1]") == 0;
        bool secret = curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK;
        bool demanded = server->ca || (secret && !here);
        *use_ssl = demanded ? CURLUSESSL_ALL : here ? CURLUSESSL_NONE : CURLUSESSL_TRY;
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(url);
    return fine;
}

/* Said at the start instead of with every message. */
static enum err server_check(const struct mail_server *server, long *use_ssl, struct fault *why)
{
    if (strlen(server->url) >= URL_MAX || !url_read(server, use_ssl))
        return fault_set(why, ERR_INVALID, "smtp_url", "smtp", "The mail server is written smtp://HOST:PORT or smtps://HOST:PORT.");
    FILE *ca = server->ca && strlen(server->ca) < PATH_SIZE ? fopen(server->ca, "re") : NULL;
    if (server->ca && !ca)
        return fault_set(why, ERR_INVALID, "smtp_ca", "smtp-ca", "The file with the mail server's authority cannot be read: %.200s.",
                         server->ca);
    if (ca)
        fclose(ca);
    return ERR_NONE;
}

enum err mail_smtp_reach(const struct mail_server *server, struct fault *why)
{
    long use_ssl;
    enum err err = server_check(server, &use_ssl, why);
    if (err != ERR_NONE)
        return err;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ERR_MEMORY;
    CURL *line = curl_easy_init();
    if (!line)
        return ERR_MEMORY;
    prepare_line(line, server->url, server->ca, use_ssl, CONNECT_S);
    curl_easy_setopt(line, CURLOPT_CONNECT_ONLY, 1L);
    CURLcode code = curl_easy_perform(line);
    curl_easy_cleanup(line);
    if (code == CURLE_OK)
        return ERR_NONE;
    return fault_set(why, ERR_IO, "mail_server", "smtp", "%s.", curl_easy_strerror(code));
}

enum err mail_smtp_open(const struct mail_server *server, struct dkim *dkim, struct mail **mail, struct fault *why)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);
    *mail = NULL;
    if (!smtp || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(smtp);
        return ERR_MEMORY;
    }
    enum err err = server_check(server, &smtp->use_ssl, why);
    if (err != ERR_NONE) {
        free(smtp);
        return err;
    }
    snprintf(smtp->url, sizeof smtp->url, "%s", server->url);
    snprintf(smtp->ca, sizeof smtp->ca, "%s", server->ca ? server->ca : "");
    smtp->timeout_s = server->timeout_s ? (long)server->timeout_s : (long)MAIL_TIMEOUT_S_USUAL;
    pthread_mutex_init(&smtp->lock, NULL);
    smtp->dkim = dkim;
    smtp->mail = (struct mail){.send = message_send, .close = smtp_close, .leaves = true, .name = "smtp"};
    *mail = &smtp->mail;
    return ERR_NONE;
}
