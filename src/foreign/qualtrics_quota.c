/* Quotas of a .qsf. Here a full one turns an answer away, so those that do something else, as hiding a block, are left out. */
#include "foreign/qualtrics.h"

static void quota_add(struct qsf *qsf, const json_t *payload)
{
    struct str name = qsf_text(payload, "Name"), action = qsf_text(payload, "QuotaAction");
    const char *why = NULL;
    double limit = 0;
    (void)qsf_number(payload, "Occurrences", &limit);
    json_t *where = NULL;
    if (!str_is(qsf_text(payload, "LogicType"), "Simple"))
        why = "It divides its number among many kinds of answers.";
    else if (!str_is(action, "EndCurrentSurvey"))
        why = "A full quota ends the survey here, and this one did something else.";
    else
        where = qsf_condition(qsf, json_object_get(payload, "Logic"), STR(""), &why);
    if (where && qsf_looks_into_rounds(qsf, where, NULL)) {
        json_decref(where);
        where = NULL;
        why = "It looks at a question that is asked in rounds and has an answer for each.";
    }
    if (where)
        (void)foreign_quota(qsf->foreign, name, limit, where);
    else
        foreign_quota_lost(qsf->foreign, name, why ? why : "What it counts could not be said here.");
}

void qsf_quotas(struct qsf *qsf)
{
    for (size_t i = 0; i < qsf->quotas_count; i++)
        quota_add(qsf, qsf->quotas[i]);
}
