#include "cli/analytics_open.h"

#include "cli/mail_open.h"

bool cli_analytics_open(const struct options *options, struct analytics **analytics)
{
    const char *url = cli_setting(options->analytics, "KUULO_ANALYTICS");
    struct fault why = {0};
    *analytics = NULL;
    if (!url || analytics_clickhouse_open(url, cli_setting(NULL, "KUULO_ANALYTICS_PASSWORD"), cli_setting(NULL, "KUULO_ANALYTICS_CA"),
                                          analytics, &why) == ERR_NONE)
        return true;
    cli_fail(&why);
    return false;
}
