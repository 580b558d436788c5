/* Quotas, as every reader that knows some makes them. */
#include "foreign/foreign.h"

/* As listen/quota.h has them. */
enum { QUOTAS_MAX = 20, QUOTA_LIMIT_MAX = 100000000 };

void foreign_quota_lost(struct foreign *foreign, struct str name, const char *why)
{
    foreign_note(foreign, name, FOREIGN_LOST, "quota", "The quota is left out. %s", why);
}

json_t *foreign_quota(struct foreign *foreign, struct str name, double limit, json_t *where)
{
    json_t *quotas = json_object_get(foreign->definition, "quotas"), *taken = json_object(), *one, *quota = NULL;
    size_t i;
    json_array_foreach(quotas, i, one) json_object_set_new(taken, json_string_value(json_object_get(one, "id")), json_true());
    if (json_array_size(quotas) >= QUOTAS_MAX)
        foreign_quota_lost(foreign, name, "A survey has 20 quotas at the most.");
    else if (!(limit >= 1 && limit <= QUOTA_LIMIT_MAX))
        foreign_quota_lost(foreign, name, "Its limit is not a number from 1 upwards.");
    else {
        struct str id = foreign_id(foreign, taken, name.length ? name : STR("quota"));
        quota = json_pack("{s:s%,s:I,s:O}", "id", id.at, id.length, "limit", (json_int_t)limit, "where", where);
    }
    json_decref(taken);
    json_decref(where);
    if (!quota)
        return NULL;
    if (!quotas) {
        quotas = json_array();
        json_object_set_new(foreign->definition, "quotas", quotas);
        foreign_note(foreign, STR(""), FOREIGN_CHANGED, "quotas_at_the_end",
                     "A full quota turns an answer away when it is sent, not in the middle of the questions.");
    }
    return json_array_append_new(quotas, quota) == 0 ? quota : NULL;
}
