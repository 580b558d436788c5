/* What questions of a .qsf are put together with: texts, choices, rows, notes. */
#include "foreign/qualtrics_making.h"

#include <stdio.h>

const json_t *qsf_empty_list(const json_t *value)
{
    return value && (json_is_object(value) || json_is_array(value)) ? value : NULL;
}

/* ---- texts ---- */

/* A field of the flow or of the contact: an attribute of ours, if its name can be one. */
static bool put_field_pipe(struct str name, struct buf *out)
{
    for (size_t i = 0; i < name.length; i++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", name.at[i]))
            return false;
    if (!name.length || name.length > 40)
        return false;
    buf_printf(out, "{{attributes.%.*s}}", STR_ARGS(name));
    return true;
}

/* Pieces of other answers: ${q://QID1/ChoiceGroup/SelectedChoices}, ${e://Field/name}. false: there is nothing to say it with. */
static bool put_pipe(struct making *m, struct str inside, struct buf *out)
{
    static const char *const split[] = {"matrix", "ranking", "sum", "contact", "statement", "consent"};
    struct str qid = {0}, rest = {inside.at + 4, inside.length - 4};
    if (str_starts(inside, "lm://"))
        return qsf_loop_pipe(m->qsf, m->entry, (struct str){inside.at + 5, inside.length - 5}, out);
    if (str_starts(inside, "e://Field/"))
        return put_field_pipe((struct str){inside.at + 10, inside.length - 10}, out);
    if (!str_starts(inside, "q://") || !str_cut(&rest, '/', &qid))
        return false;
    const json_t *known = qsf_known(m->qsf, m->entry->round, qid);
    size_t loop = m->qsf->entries[json_integer_value(json_object_get(known, "entry"))].loop;
    if (loop && loop != m->entry->loop && m->qsf->loops[loop - 1].group)
        return false; /* there is an answer for each round */
    bool whole = str_is(rest, "ChoiceGroup/SelectedChoices") || str_is(rest, "ChoiceTextEntryValue") ||
                 str_starts(rest, "ChoiceNumericEntryValue") || str_is(rest, "ChoiceGroup/SelectedChoicesTextEntry");
    for (size_t i = 0; i < sizeof split / sizeof *split; i++)
        whole &= !str_is(qsf_text(known, "type"), split[i]);
    return known && known != m->known && whole && foreign_pipe(m->foreign, qsf_text(known, "name"), out);
}

static struct str with_pipes(struct making *m, struct str text)
{
    struct buf out = buf_new(1 << 16);
    bool dropped = false;
    for (size_t i = 0; i < text.length; i++) {
        bool begins = i + 1 < text.length && text.at[i] == '$' && text.at[i + 1] == '{';
        const char *end = begins ? memchr(text.at + i, '}', text.length - i) : NULL;
        if (!end) {
            buf_add_char(&out, text.at[i]);
            continue;
        }
        if (!put_pipe(m, (struct str){text.at + i + 2, (size_t)(end - text.at) - i - 2}, &out)) {
            buf_add_str(&out, STR("…"));
            dropped = true;
        }
        i = (size_t)(end - text.at);
    }
    if (dropped && !json_object_get(m->known, "piped") && json_object_set_new(m->known, "piped", json_true()) == 0)
        foreign_note(m->foreign, m->name, FOREIGN_CHANGED, "piping_dropped",
                     "The text repeats an earlier answer or a field; an ellipsis stands in its place.");
    struct str kept = str_keep(m->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

void qsf_put_text(struct making *m, json_t *object, const char *field, const char *language, struct str html)
{
    if (html.length)
        foreign_text(m->foreign, object, field, language, memmem(html.at, html.length, "${", 2) ? with_pipes(m, html) : html);
}

static const json_t *translation(const struct making *m, const char *theirs)
{
    return json_object_get(qsf_empty_list(json_object_get(m->owner, "Language")), theirs);
}

void qsf_put_question_text(struct making *m, json_t *question, struct str more)
{
    const char *theirs;
    json_t *ours;
    struct str text = qsf_text(m->owner, "QuestionText");
    const char *whole = more.length ? arena_printf(m->foreign->arena, "%.*s – %.*s", STR_ARGS(text), STR_ARGS(more)) : NULL;
    qsf_put_text(m, question, "text", m->qsf->language, whole ? str_of(whole) : text);
    json_object_foreach(m->qsf->languages, theirs, ours)
    {
        text = qsf_text(translation(m, theirs), "QuestionText");
        whole = more.length && text.length ? arena_printf(m->foreign->arena, "%.*s – %.*s", STR_ARGS(text), STR_ARGS(more)) : NULL;
        qsf_put_text(m, question, "text", json_string_value(ours), whole ? str_of(whole) : text);
    }
}

/* The words of one choice ("Choices") or answer ("Answers") in every language. */
void qsf_put_display(struct making *m, json_t *object, const char *field, const char *section, struct str code)
{
    const char *theirs;
    json_t *ours;
    const json_t *own = qsf_member(json_object_get(m->payload, section), code);
    if (!own)
        own = qsf_member(json_object_get(m->owner, section), code);
    qsf_put_text(m, object, field, m->qsf->language, qsf_text(own, "Display"));
    json_object_foreach(m->qsf->languages, theirs, ours)
    {
        qsf_put_text(m, object, field, json_string_value(ours),
                     qsf_text(qsf_member(json_object_get(translation(m, theirs), section), code), "Display"));
    }
}

/* ---- lists ---- */

static void add_code(json_t *codes, const json_t *container, const json_t *value, const char *key)
{
    char number[24];
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
    struct str code = json_is_string(value) ? json_str(value) : json_is_integer(value) ? str_of(number) : str_of(key);
    if (code.length && qsf_member(container, code))
        json_array_append_new(codes, json_stringn(code.at, code.length));
}

/* The codes of a list in its order: as "…Order" says, else as they stand. Kept in scratch. */
const json_t *qsf_codes_of(struct making *m, const json_t *from, const char *section, const char *order_name)
{
    const json_t *container = json_object_get(from, section), *order = json_object_get(from, order_name), *value;
    json_t *codes = json_array();
    const char *key;
    char place[24];
    size_t i;
    json_array_append_new(m->qsf->scratch, codes);
    json_array_foreach((json_t *)order, i, value)
    {
        add_code(codes, container, value, "");
    }
    json_object_foreach((json_t *)order, key, value)
    {
        add_code(codes, container, value, "");
    }
    if (json_array_size(codes))
        return codes;
    json_object_foreach((json_t *)container, key, value)
    {
        add_code(codes, container, NULL, key);
    }
    json_array_foreach((json_t *)container, i, value)
    {
        snprintf(place, sizeof place, "%zu", i);
        add_code(codes, container, NULL, place);
    }
    return codes;
}

/* What a choice is called in files of answers: its recoded value, else its number. An id has no sign: so 99 and -99 stay apart. */
static struct str recoded(const struct making *m, struct str code)
{
    const json_t *value = qsf_member(json_object_get(m->payload, "RecodeValues"), code);
    struct str name = json_str(value);
    if (json_is_integer(value))
        name = str_of(arena_printf(m->foreign->arena, "%lld", (long long)json_integer_value(value)));
    if (name.length > 1 && name.at[0] == '-')
        return str_of(arena_printf(m->foreign->arena, "minus %.*s", (int)name.length - 1, name.at + 1));
    return name.length ? name : code;
}

struct str qsf_under(struct making *m, struct str name, struct str code)
{
    return str_of(arena_printf(m->foreign->arena, "%.*s_%.*s", STR_ARGS(name), STR_ARGS(code)));
}

json_t *qsf_codes_known(struct making *m, const char *list)
{
    json_t *codes = json_object_get(m->known, list);
    if (!codes && json_object_set_new(m->known, list, json_object()) == 0)
        codes = json_object_get(m->known, list);
    return codes;
}

bool qsf_is_on(const json_t *object, const char *field)
{
    const json_t *value = json_object_get(object, field);
    return json_is_true(value) || str_is(json_str(value), "true") || str_is(json_str(value), "ON") || str_is(json_str(value), "on");
}

static void extras_of_choice(struct making *m, json_t *question, json_t *choice, const json_t *source)
{
    struct str type = qsf_text(question, "type");
    bool several = str_is(type, "choices"), one = str_is(type, "choice");
    if (several && qsf_is_on(source, "ExclusiveAnswer"))
        json_object_set_new(choice, "exclusive", json_true());
    if (!qsf_is_on(source, "TextEntry"))
        return;
    const json_t *asked = json_object_get(m->known, "other");
    if ((one || several) && !asked) {
        json_object_set_new(choice, "other", json_true());
        json_object_set(m->known, "other", json_object_get(choice, "id"));
    } else
        foreign_note(m->foreign, m->name, FOREIGN_CHANGED, "text_entry",
                     "One choice of a question asks for words here; the field of \"%.*s\" was left out.", STR_ARGS(qsf_text(choice, "id")));
}

/* Choices of `question` from a section of the file. false: there are more than a question may have. */
bool qsf_put_choices(struct making *m, json_t *question, const char *section, const json_t *codes)
{
    const json_t *code;
    size_t i;
    if (json_array_size(codes) > FOREIGN_OPTIONS_MAX)
        return false;
    json_array_foreach((json_t *)codes, i, code)
    {
        struct str value = json_str(code);
        json_t *choice = foreign_option(m->foreign, question, "choices", recoded(m, value));
        if (!choice) /* two choices recoded to the same */
            choice = foreign_option(m->foreign, question, "choices", qsf_under(m, recoded(m, value), value));
        if (!choice)
            return false;
        json_object_setn(qsf_codes_known(m, "choices"), value.at, value.length, json_object_get(choice, "id"));
        qsf_put_display(m, choice, "text", section, value);
        extras_of_choice(m, question, choice, qsf_member(json_object_get(m->payload, section), value));
    }
    return true;
}

/* ---- what holds for every type ---- */

static bool forced(const struct making *m)
{
    return qsf_is_on(m->settings, "ForceResponse");
}

json_t *qsf_make(struct making *m, struct str name, const char *type)
{
    json_t *question = foreign_question(m->foreign, name, type);
    if (!question)
        return NULL;
    if (forced(m) && strcmp(type, "statement") != 0)
        json_object_set_new(question, "required", json_true());
    json_object_set(m->known, "id", json_object_get(question, "id"));
    json_object_set(m->known, "type", json_object_get(question, "type"));
    json_object_set_new(m->known, "name", json_stringn(name.at, name.length));
    return question;
}

json_t *qsf_make_asking(struct making *m, const char *type)
{
    json_t *question = qsf_make(m, m->name, type);
    if (question)
        qsf_put_question_text(m, question, STR(""));
    return question;
}

void qsf_lost(struct making *m, const char *code, const char *why)
{
    foreign_note(m->foreign, m->name, FOREIGN_LOST, code, "%s", why);
}

void qsf_changed(struct making *m, const char *code, const char *why)
{
    foreign_note(m->foreign, m->name, FOREIGN_CHANGED, code, "%s", why);
}

/* A list too long to choose from becomes words, so that it can still be answered. */
void qsf_too_long(struct making *m, json_t *question, size_t count)
{
    json_object_set_new(question, "type", json_string("text"));
    json_object_set_new(m->known, "type", json_string("text"));
    json_object_del(question, "choices");
    json_object_del(m->known, "choices");
    json_object_del(m->known, "other");
    foreign_note(m->foreign, m->name, FOREIGN_CHANGED, "choices_as_words",
                 "The question has %zu choices, and %d is the most here: it is answered in words.", count, FOREIGN_OPTIONS_MAX);
}

static bool in_list(const json_t *list, struct str code)
{
    const json_t *one;
    size_t i;
    char number[24];
    json_array_foreach((json_t *)list, i, one)
    {
        if (json_is_integer(one))
            snprintf(number, sizeof number, "%lld", (long long)json_integer_value(one));
        if (str_equal(json_is_integer(one) ? str_of(number) : json_str(one), code))
            return true;
    }
    return false;
}

/* Choices (or rows) in an order of each respondent's own; those named as fixed keep their places. */
void qsf_put_shuffle(struct making *m, json_t *question, const char *section)
{
    const json_t *random = qsf_empty_list(json_object_get(m->payload, "Randomization")), *advanced = json_object_get(random, "Advanced");
    struct str type = qsf_text(random, "Type");
    const char *key;
    json_t *id;
    size_t i = 0;
    if (!random || !type.length || str_is(type, "None") || json_array_size(json_object_get(question, section)) < 2)
        return;
    json_object_set_new(question, "shuffle", json_true());
    if (!str_is(type, "All") && !advanced)
        qsf_changed(m, "randomization",
                    "Only some choices were shown, or their order turned round: here all are shown in an order drawn for each form.");
    if (strcmp(section, "choices") != 0 || !advanced)
        return;
    json_object_foreach(json_object_get(m->known, "choices"), key, id)
    {
        json_t *choice = json_array_get(json_object_get(question, "choices"), i++);
        if (choice && in_list(json_object_get(advanced, "FixedOrder"), str_of(key)))
            json_object_set_new(choice, "fixed", json_true());
    }
}

void qsf_put_counts(struct making *m, json_t *question)
{
    double least = 0, most = 0, count = (double)json_array_size(json_object_get(question, "choices"));
    bool at_least = qsf_number(m->settings, "MinChoices", &least) && least >= 1 && least <= count;
    bool at_most = qsf_number(m->settings, "MaxChoices", &most) && most >= 1 && most <= count && (!at_least || least <= most);
    if (at_least)
        json_object_set_new(question, "least", json_integer((json_int_t)least));
    if (at_most)
        json_object_set_new(question, "most", json_integer((json_int_t)most));
}

void qsf_note_checks(struct making *m)
{
    if (str_is(qsf_text(m->settings, "ForceResponse"), "RequestResponse"))
        qsf_changed(m, "request_response", "Where an answer was asked for once more, it may simply be left out here.");
    if (qsf_empty_list(json_object_get(m->settings, "CustomValidation")) || str_is(qsf_text(m->settings, "Type"), "CustomValidation"))
        qsf_lost(m, "custom_validation", "The question's own rule for what an answer may be was left out.");
}

/* Choices carried over from an earlier question; when each is offered is found when all questions are known (qualtrics_offers.c). */
const json_t *qsf_carried(struct making *m, const json_t *codes)
{
    const json_t *dynamic = qsf_empty_list(json_object_get(m->payload, "DynamicChoices"));
    struct str locator = qsf_text(dynamic, "Locator"), qid;
    if (!str_starts(locator, "q://"))
        return codes;
    json_object_set_new(m->known, "carried", json_stringn(locator.at, locator.length));
    locator = (struct str){locator.at + 4, locator.length - 4};
    if (!str_cut(&locator, '/', &qid) || json_array_size(codes))
        return codes;
    const json_t *source = qsf_member(m->qsf->payloads, qid);
    if (!source)
        return codes;
    json_t *filled = json_copy((json_t *)m->payload);
    json_array_append_new(m->qsf->scratch, filled);
    json_object_set(filled, "Choices", json_object_get(source, "Choices"));
    json_object_set(filled, "ChoiceOrder", json_object_get(source, "ChoiceOrder"));
    m->payload = filled;
    return qsf_codes_of(m, filled, "Choices", "ChoiceOrder");
}
