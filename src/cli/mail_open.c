#include "cli/mail_open.h"

#include "listen/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char spool_from[] = "kuulo@spool.invalid"; /* of messages that leave for nowhere */

const char *cli_setting(const char *option, const char *variable)
{
    const char *value = option ? option : getenv(variable);
    return value && *value ? value : NULL;
}

struct mail_server cli_mail_server(const struct options *options)
{
    return (struct mail_server){.url = cli_setting(options->smtp, "KUULO_SMTP"),
                                .ca = cli_setting(options->smtp_ca, "KUULO_SMTP_CA"),
                                .timeout_s = options->smtp_timeout};
}

void cli_mail_from_complete(struct options *options)
{
    const char *url = cli_setting(options->public_url, "KUULO_PUBLIC_URL");
    if (cli_setting(options->mail_from, "KUULO_MAIL_FROM") || !url || !cli_mail_server(options).url)
        return;
    const char *host = strstr(url, "://") ? strstr(url, "://") + 3 : url;
    int length = (int)strcspn(host, ":/?#");
    snprintf(options->mail_from_usual, sizeof options->mail_from_usual, "kuulo@%.*s", length, host);
    bool bare = *host == '[' || strspn(host, "0123456789.") == (size_t)length; /* mail of a bare address is taken by nobody */
    if (bare || !address_ok(str_of(options->mail_from_usual)))
        snprintf(options->mail_from_usual, sizeof options->mail_from_usual, "kuulo@localhost.localdomain");
    options->mail_from = options->mail_from_usual;
}

static enum err key_open(const struct options *options, struct dkim **dkim, struct fault *why)
{
    const char *path = cli_setting(options->dkim_key, "KUULO_DKIM_KEY");
    const char *selector = cli_setting(options->dkim_selector, "KUULO_DKIM_SELECTOR");
    *dkim = NULL;
    return path ? dkim_open(path, selector ? selector : DKIM_SELECTOR_USUAL, dkim, why) : ERR_NONE;
}

static enum err mail_open(const struct options *options, const struct mail_server *server, const char *from, struct dkim *dkim,
                          struct mail **mail, struct fault *why)
{
    char folder[4096];
    *mail = NULL;
    if (from && !address_ok(str_of(from)))
        return fault_set(why, ERR_INVALID, "mail_from", "mail-from", "The from-address must be one plain e-mail address.");
    if (server->url && !cli_setting(options->public_url, "KUULO_PUBLIC_URL"))
        return fault_set(why, ERR_INVALID, "public_url", "public-url",
                         "Mail carries links: say where customers reach this server with --public-url https://….");
    if (server->url)
        return mail_smtp_open(server, dkim, mail, why);
    snprintf(folder, sizeof folder, "%s/spool", options->data);
    return mail_spool_open(folder, dkim, mail, why);
}

struct mail *cli_mail_open(const struct options *options)
{
    struct mail_server server = cli_mail_server(options);
    const char *from = cli_setting(options->mail_from, "KUULO_MAIL_FROM");
    struct fault why = {0};
    struct dkim *dkim;
    struct mail *mail = NULL;
    enum err err = key_open(options, &dkim, &why);
    if (err == ERR_NONE)
        err = mail_open(options, &server, from, dkim, &mail, &why);
    if (err != ERR_NONE) {
        dkim_close(dkim);
        cli_fail(&why);
        return NULL;
    }
    mail->from_address = from ? str_of(from) : server.url ? STR("") : str_of(spool_from);
    return mail;
}
