/* Where mail goes, from the options or the environment: KUULO_SMTP, KUULO_SMTP_CA, KUULO_MAIL_FROM, KUULO_DKIM_KEY, KUULO_DKIM_SELECTOR. */
#pragma once
#include "cli/cli.h"
#include "port/mail.h"

#define DKIM_SELECTOR_USUAL "kuulo"

/* Without a mail server, the spool in the data folder. NULL after telling why not. */
struct mail *cli_mail_open(const struct options *options);
/* url NULL: none is named. */
struct mail_server cli_mail_server(const struct options *options);
/* The sender of workspaces that set none; NULL: there is none. Lives as long as the process. */
const char *cli_mail_from(const struct options *options);
/* The option, else the environment's; NULL when neither is set. */
const char *cli_setting(const char *option, const char *variable);
