/* When Qualtrics offers a choice or a row: by the display logic of its own, and where choices are carried forward from an earlier question
 * by what was chosen there. */
#include "foreign/qualtrics.h"

static json_t *question_of(const struct qsf *qsf, struct str id)
{
    size_t i;
    json_t *question;
    json_array_foreach(qsf->foreign->questions, i, question) if (str_equal(qsf_text(question, "id"), id)) return question;
    return NULL;
}

static json_t *option_of(const struct qsf *qsf, const char *list, struct str question_id, struct str id, json_t **question)
{
    size_t i;
    json_t *option;
    *question = question_of(qsf, question_id);
    json_array_foreach(json_object_get(*question, list), i, option) if (str_equal(qsf_text(option, "id"), id)) return option;
    return NULL;
}

/* A row may stand in a second question, when there are more than one may have; columns are the choices of every one of them. */
bool qsf_offer(struct qsf *qsf, const json_t *known, bool column, struct str code, const json_t *condition)
{
    const json_t *row = column ? NULL : qsf_member(json_object_get(known, "rows"), code);
    json_t *question, *option;
    struct str id = json_str(qsf_member(json_object_get(known, "choices"), code));
    if (row)
        option = option_of(qsf, "rows", json_str(json_array_get(row, 0)), json_str(json_array_get(row, 1)), &question);
    else
        option = id.at ? option_of(qsf, "choices", qsf_text(known, "id"), id, &question) : NULL;
    return option && foreign_offer_if(question, option, json_deep_copy(condition));
}

/* That it was chosen, rated or put in order; NULL: the source does not have it. */
static json_t *chosen(struct qsf *qsf, const json_t *source, struct str code)
{
    struct str id = qsf_text(source, "id"), type = qsf_text(source, "type");
    struct str choice = json_str(qsf_member(json_object_get(source, "choices"), code));
    const json_t *row = qsf_member(json_object_get(source, "rows"), code);
    if (row)
        return leaf_new(leaf_field(qsf->foreign, json_str(json_array_get(row, 0)), json_str(json_array_get(row, 1))), "answered", NULL);
    if (!choice.at)
        return NULL;
    if (str_is(type, "ranking") || str_is(type, "sum"))
        return leaf_new(leaf_field(qsf->foreign, id, choice), "answered", NULL);
    return leaf_new(leaf_field(qsf->foreign, id, STR("")), str_is(type, "choices") ? "contains" : "eq",
                    json_stringn(choice.at, choice.length));
}

static bool ends_with(struct str text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && memcmp(text.at + text.length - length, end, length) == 0;
}

/* "q://QID1/ChoiceGroup/SelectedChoices" */
static bool carry(struct qsf *qsf, const json_t *known, struct str locator)
{
    struct str rest = {locator.at + 4, locator.length - 4}, qid;
    bool selected = ends_with(locator, "/SelectedChoices"), unselected = ends_with(locator, "/UnselectedChoices");
    const json_t *source = str_cut(&rest, '/', &qid) ? qsf_known(qsf, STR(""), qid) : NULL, *rows = json_object_get(known, "rows");
    size_t at = (size_t)json_integer_value(json_object_get(known, "entry"));
    bool earlier = source && (size_t)json_integer_value(json_object_get(source, "entry")) < at, kept = false;
    const char *code;
    json_t *ours;
    if (!earlier || !(selected || unselected) || qsf->entries[json_integer_value(json_object_get(source, "entry"))].loop)
        return false;
    json_object_foreach(json_object_size(rows) ? (json_t *)rows : json_object_get(known, "choices"), code, ours)
    {
        json_t *leaf = chosen(qsf, source, str_of(code)), *condition = unselected && leaf ? leaf_not(leaf) : leaf;
        if (!condition)
            continue;
        kept = qsf_offer(qsf, known, false, str_of(code), condition);
        json_decref(condition);
        if (!kept)
            return false;
    }
    return kept;
}

void qsf_carries(struct qsf *qsf)
{
    const char *qid;
    json_t *known;
    json_object_foreach(qsf->known, qid, known)
    {
        struct str locator = qsf_text(known, "carried");
        if (!locator.length)
            continue;
        bool kept = carry(qsf, known, locator);
        qsf->foreign->logic_kept += kept;
        qsf->foreign->logic_lost += !kept;
        if (!kept)
            foreign_note(qsf->foreign, qsf->entries[json_integer_value(json_object_get(known, "entry"))].name, FOREIGN_LOST,
                         "carry_forward", "Only what was chosen before was offered; here all the choices of the earlier question are.");
    }
}
