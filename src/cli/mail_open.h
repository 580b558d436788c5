/* Where mail goes, from the options or the environment: KUULO_SMTP, KUULO_SMTP_CA, KUULO_MAIL_FROM, KUULO_DKIM_KEY, KUULO_DKIM_SELECTOR. */
#pragma once
#include "cli/cli.h"
#include "port/mail.h"

#define DKIM_SELECTOR_USUAL "kuulo"

/* Without a mail server, the spool in the data folder. NULL after telling why not. */
struct mail *cli_mail_open(const struct options *options);
/* url NULL: none is named. */
struct mail_server cli_mail_server(const struct options *options);
/* The sender of who named none: kuulo@ the host where customers reach the server, so that no message is lost for want of one. Needs a mail
 * server and the public address; without them mail_from stays NULL. */
void cli_mail_from_complete(struct options *options);
/* The option, else the environment's; NULL when neither is set. */
const char *cli_setting(const char *option, const char *variable);
