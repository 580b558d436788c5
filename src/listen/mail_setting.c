#include "listen/mail_setting.h"
#include "invitation.sql.h"

enum err mail_setting_get(struct store *store, int64_t workspace_id, struct arena *arena, struct mail_setting *setting)
{
    struct mail_setting_get_row row;
    enum err err = sql_mail_setting_get(store, &(struct mail_setting_get_in){workspace_id}, arena, &row);
    *setting = (struct mail_setting){STR(""), STR(""), STR(""), STR(""), REMINDER_DAYS_USUAL, EXPIRES_DAYS_USUAL, DOMAIN_MINUTE_USUAL, 0};
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    if (err == ERR_NONE)
        *setting = (struct mail_setting){row.from_name,     row.from_address, row.reply_to,          row.bounce_address,
                                         row.reminder_days, row.expires_days, row.domain_minute_max, row.revision};
    return err;
}
