/* What columns probably mean, by their names. A person looks at it before anything is stored, so a wrong guess costs a click. */
#include "listen/customer_margin.h"
#include "listen/import_look.h"
#include "listen/listen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 60 };

/* Names without case, spaces and punctuation, the likeliest first. */
static const struct {
    const char *field;
    const char *names[30];
} known[] = {
    {"at",
     {"at",           "date",      "time",  "datetime", "timestamp", "when",       "visited",     "visitdate", "orderdate", "answered",
      "givenat",      "createdat", "päivä", "päiväys",  "pvm",       "päivämäärä", "aika",        "ajankohta", "milloin",   "enddate",
      "recordeddate", "vastattu",  "datum", "tid",      "tidpunkt",  "när",        "besöksdatum", NULL}},
    {"customer",
     {"customer", "customerid", "customernumber", "customerno", "externalid", "clientid", "userid", "asiakas", "asiakasnumero",
      "asiakasnro", "asiakastunnus", "asiakasid", "kund", "kundnummer", "kundnr", "kundid", NULL}},
    {"touchpoint", {"touchpoint", "place", "kohtaamispiste", "paikka", "kontaktpunkt", "plats", "what", "mikä", "vad", NULL}},
    {"channel", {"channel", "kanava", "kanal", NULL}},
    {"unit", {"unit", "store", "shop", "branch", "yksikkö", "myymälä", "toimipiste", "enhet", "butik", "filial", NULL}},
    {"language", {"language", "userlanguage", "lang", "kieli", "språk", NULL}},
    {"name", {"name", "fullname", "customername", "nimi", "asiakkaannimi", "namn", NULL}},
    {"email", {"email", "emailaddress", "mail", "sähköposti", "sähköpostiosoite", "epost", "epostadress", "mejl", NULL}},
    {"phone", {"phone", "phonenumber", "telephone", "mobile", "puhelin", "puhelinnumero", "telefon", "telefonnummer", "mobil", NULL}},
    {"margin", {"margin", "kate", "täckningsbidrag", NULL}},
    {"consent_surveys", {"consent", "consentsurveys", "suostumus", "lupa", "samtycke", NULL}},
    {"contact_ban", {"contactban", "donotcontact", "yhteydenottokielto", "kontaktförbud", NULL}},
    {"effect", {"effect", "vaikutus", "effekt", NULL}},
    {"initiator", {"initiator", "aloittaja", "initiativ", NULL}},
    {"week", {"week", "weekof", "monday", "date", "viikko", "viikonalku", "maanantai", "pvm", "vecka", "måndag", "datum", NULL}},
    {"medium", {"medium", "media", "mediachannel", "channel", "mediaväline", "väline", "kanava", "mediekanal", "kanal", NULL}},
    {"daypart", {"daypart", "timeofday", "vuorokaudenaika", "päivänosa", "tidpådygnet", "dygnsdel", NULL}},
    {"segment", {"segment", "targetgroup", "audience", "area", "segmentti", "kohderyhmä", "alue", "målgrupp", "område", NULL}},
    {"spend", {"spend", "cost", "budget", "kustannus", "panostus", "kustannukset", "eur", "kostnad", NULL}},
    {"contacts", {"contacts", "impressions", "exposures", "reach", "kontaktit", "näytöt", "kontakter", "visningar", NULL}},
    {"key",
     {"id", "key", "rowid", "visitid", "encounterid", "responseid", "orderid", "ordernumber", "case", "tunnus", "avain", "tilausnumero",
      "nyckel", "ordernummer", "ärendenummer", NULL}},
    {"number", {"id", "no", "nro", "nr", "number", "numero", "nummer", "tunnus", "code", "koodi", "kod", NULL}},
};

static const char *const fields_of[][12] = {
    [IMPORT_RESPONSES] = {"at", "customer", "touchpoint", "channel", "unit", "language", "key", NULL},
    [IMPORT_ENCOUNTERS] = {"at", "customer", "touchpoint", "channel", "unit", "effect", "initiator", "key", NULL},
    [IMPORT_CUSTOMERS] = {"customer", "name", "email", "phone", "language", "margin", "consent_surveys", "contact_ban", NULL},
    [IMPORT_MEDIA] = {"week", "medium", "daypart", "segment", "spend", "contacts", NULL},
};

/* Lower case, letters and digits only: "Päivä-määrä" → "päivämäärä". Of letters beyond ASCII it knows those of Latin-1. A sign stays a
 * word, as in the ids of choices: "Q10_-1" → "q10minus1". */
static struct str plain_with(struct str name, bool parted, char into[NAME_MAX_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < name.length && length < NAME_MAX_BYTES; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool sign = c == '-' && i && name.at[i - 1] == '_' && i + 1 < name.length && name.at[i + 1] >= '0' && name.at[i + 1] <= '9';
        for (const char *word = "minus"; sign && *word && length < NAME_MAX_BYTES; word++)
            into[length++] = *word;
        if (c >= 'A' && c <= 'Z')
            into[length++] = (char)(c | 0x20);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            into[length++] = (char)c;
        else if (c < 0x80 && parted && length && into[length - 1] != '_')
            into[length++] = '_';
        else if (c >= 0x80)
            into[length++] = (char)(i && (unsigned char)name.at[i - 1] == 0xC3 && c < 0x9F && c != 0x97 ? c + 0x20 : c);
    }
    return (struct str){into, length};
}

static struct str plain(struct str name, char into[NAME_MAX_BYTES])
{
    return plain_with(name, false, into);
}

static bool same(struct str a, struct str b)
{
    char one[NAME_MAX_BYTES], other[NAME_MAX_BYTES];
    struct str plain_a = plain(a, one);
    return plain_a.length && str_equal(plain_a, plain(b, other));
}

/* ---- columns by their names ---- */

static int names_compare(const void *a, const void *b)
{
    const struct import_name *one = a, *other = b;
    int order = memcmp(one->plain.at, other->plain.at, one->plain.length < other->plain.length ? one->plain.length : other->plain.length);
    if (!order)
        order = (one->plain.length > other->plain.length) - (one->plain.length < other->plain.length);
    return order ? order : (one->column > other->column) - (one->column < other->column);
}

enum err import_guess_begin(struct arena *arena, const struct import_look *look, struct import_guess *guess)
{
    *guess = (struct import_guess){.look = look};
    for (int parted = 0; parted < 2; parted++) {
        struct import_name *names = arena_take_array(arena, look->columns_count + 1, sizeof *names);
        for (size_t i = 0; names && i < look->columns_count; i++) {
            char plain_name[NAME_MAX_BYTES];
            names[i] = (struct import_name){str_keep(arena, plain_with(look->columns[i].name, parted, plain_name)), &look->columns[i]};
            if (!names[i].plain.at)
                return ERR_MEMORY;
        }
        if (!names)
            return ERR_MEMORY;
        qsort(names, look->columns_count, sizeof *names, names_compare);
        guess->names[parted] = names;
    }
    return ERR_NONE;
}

/* The first column of that name; NULL: none. */
static const struct import_column *column_find(const struct import_guess *guess, bool parted, struct str plain_name)
{
    const struct import_name *names = guess->names[parted], wanted = {plain_name, NULL};
    size_t low = 0, high = guess->look->columns_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names_compare(&names[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool there = plain_name.length && low < guess->look->columns_count && str_equal(names[low].plain, plain_name);
    return there ? names[low].column : NULL;
}

static const struct import_column *column_of(const struct import_guess *guess, const char *field)
{
    char name[NAME_MAX_BYTES];
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        for (size_t n = 0; strcmp(known[k].field, field) == 0 && known[k].names[n]; n++) {
            const struct import_column *column = column_find(guess, false, plain(str_of(known[k].names[n]), name));
            if (column)
                return column;
        }
    return NULL;
}

/* ---- values that name touchpoints ---- */

struct naming {
    struct str value, slug;
};

static bool touchpoint_named(void *context, const struct touchpoint *touchpoint)
{
    struct naming *naming = context;
    const char *language;
    json_t *text;
    bool named = same(naming->value, touchpoint->slug);
    json_object_foreach((json_t *)touchpoint->name, language, text)
    {
        named |= same(naming->value, json_str(text));
    }
    if (named)
        naming->slug = touchpoint->slug;
    return !named;
}

static void put_touchpoints(const struct listen *listen, int64_t workspace_id, const struct import_column *column, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; !column->many && i < column->values_count; i++) {
        struct naming naming = {.value = column->values[i]};
        listen_touchpoints(listen, workspace_id, touchpoint_named, &naming);
        if (!naming.slug.length || str_equal(naming.slug, naming.value))
            continue;
        buf_add_text(out, first ? ",\"map\":{" : ",");
        json_put_text(out, naming.value);
        buf_add_char(out, ':');
        json_put_text(out, naming.slug);
        first = false;
    }
    if (!first)
        buf_add_char(out, '}');
}

/* ---- questions of a survey ---- */

static const struct choice *other_of(const struct question *question)
{
    for (size_t i = 0; i < question->choices_count; i++)
        if (question->choices[i].other)
            return &question->choices[i];
    return NULL;
}

/* The name of the question, and what comes behind it; of a part its question's name may come twice: "Q1_Q1_2" of q1.2. With its parts apart
 * first, for "Q1_1" is not the question q11; as letters alone when no column is called so. */
static const struct import_column *column_called(const struct import_guess *guess, const struct question *question, struct str behind,
                                                 bool parted)
{
    char name[NAME_MAX_BYTES], root[NAME_MAX_BYTES], tail[NAME_MAX_BYTES];
    struct str own = plain_with(question->id, parted, name), last = plain_with(behind, parted, tail);
    struct str first = question->parent ? plain_with(question->parent->id, parted, root) : (struct str){root, 0};
    char once[2 * NAME_MAX_BYTES + 2], twice[4 * NAME_MAX_BYTES];
    const char *between = parted ? "_" : "";
    snprintf(once, sizeof once, "%.*s%s%.*s", STR_ARGS(own), last.length ? between : "", STR_ARGS(last));
    snprintf(twice, sizeof twice, "%.*s%s%s", STR_ARGS(first), between, once);
    const struct import_column *one = column_find(guess, parted, str_of(once));
    const struct import_column *other = first.length ? column_find(guess, parted, str_of(twice)) : NULL;
    return !one || (other && other < one) ? other : one;
}

static const struct import_column *column_named(const struct import_guess *guess, const struct question *question, struct str behind)
{
    const struct import_column *column = column_called(guess, question, behind, true);
    return column ? column : column_called(guess, question, behind, false);
}

/* "Q5", and of what "other, what?" was answered with "Q5_3_TEXT" or "Q5_TEXT". */
static const struct import_column *column_for(const struct import_guess *guess, const struct question *question)
{
    char name[NAME_MAX_BYTES], part[2 * NAME_MAX_BYTES];
    const struct choice *other = question->parent && str_is(question->part, "other") ? other_of(question->parent) : NULL;
    const struct import_column *found = question_asks(question) ? column_named(guess, question, STR("")) : NULL;
    if (found || !other)
        return found;
    struct str own = plain(question->parent->id, name);
    for (int with_choice = 1; with_choice >= 0; with_choice--) {
        int length = snprintf(part, sizeof part, "%.*s%.*stext", STR_ARGS(own), with_choice ? (int)other->id.length : 0, other->id.at);
        char named[NAME_MAX_BYTES];
        found = column_find(guess, false, plain((struct str){part, (size_t)length}, named));
        if (found)
            return found;
    }
    return NULL;
}

/* Several choices, a column each, as Qualtrics and others write them: "Q5_1", "Q5_2" of the question q5. */
static const struct import_column *flag_for(const struct import_guess *guess, const struct question *question, const struct choice *choice)
{
    if (question->type != QUESTION_CHOICES)
        return NULL;
    return column_named(guess, question, choice->id);
}

static size_t flags_count(const struct import_guess *guess, const struct question *question)
{
    size_t count = 0;
    for (size_t i = 0; i < question->choices_count; i++)
        count += flag_for(guess, question, &question->choices[i]) != NULL;
    return count;
}

static bool survey_match(void *context, const struct survey *survey)
{
    struct import_guess *guess = context;
    size_t found = 0;
    if (survey->id <= guess->after)
        return true;
    for (size_t i = 0; survey->published && i < survey->published->definition->questions_count; i++)
        found += column_for(guess, &survey->published->definition->questions[i]) ||
                 flags_count(guess, &survey->published->definition->questions[i]);
    if (found > guess->most) {
        guess->most = found;
        guess->survey_id = survey->id;
    }
    guess->after = survey->id;
    return false;
}

bool import_guess_survey(const struct listen *listen, int64_t workspace_id, struct import_guess *guess)
{
    int64_t before = guess->after;
    listen_surveys(listen, workspace_id, survey_match, guess);
    return guess->after != before;
}

static void put_flags(const struct import_guess *guess, const struct question *question, struct buf *out)
{
    bool first = true;
    buf_add_text(out, "{\"columns\":{");
    for (size_t i = 0; i < question->choices_count; i++) {
        const struct import_column *column = flag_for(guess, question, &question->choices[i]);
        if (!column)
            continue;
        buf_add_text(out, first ? "" : ",");
        json_put_text(out, question->choices[i].id);
        buf_add_char(out, ':');
        json_put_text(out, column->name);
        first = false;
    }
    buf_add_text(out, "}}");
}

/* A choice whose number in the file is -99 is called minus_99: an id has no sign. */
static void put_column(const struct import_column *column, const struct question *question, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; question->type == QUESTION_CHOICE && i < question->choices_count; i++) {
        struct str id = question->choices[i].id;
        if (!str_starts(id, "minus_"))
            continue;
        if (first) {
            buf_add_text(out, "{\"column\":");
            json_put_text(out, column->name);
        }
        buf_printf(out, "%s\"-%.*s\":", first ? ",\"map\":{" : ",", (int)id.length - 6, id.at + 6);
        json_put_text(out, id);
        first = false;
    }
    if (first)
        json_put_text(out, column->name);
    else
        buf_add_text(out, "}}");
}

static void put_survey(const struct listen *listen, int64_t workspace_id, const struct import_guess *guess, struct buf *out)
{
    const struct survey *survey = NULL;
    char id[24];
    bool first = true;
    snprintf(id, sizeof id, "%" PRId64, guess->survey_id);
    if (guess->survey_id)
        survey = listen_survey(listen, workspace_id, str_of(id));
    if (!survey || survey->id != guess->survey_id || !survey->published)
        return;
    buf_add_text(out, ",\"survey\":{\"slug\":");
    json_put_text(out, survey->slug);
    buf_add_text(out, "},\"answers\":{");
    const struct survey_definition *d = survey->published->definition;
    for (size_t i = 0; i < d->questions_count; i++) {
        const struct import_column *column = column_for(guess, &d->questions[i]);
        if (!column && !flags_count(guess, &d->questions[i]))
            continue;
        buf_add_text(out, first ? "" : ",");
        json_put_text(out, d->questions[i].id);
        buf_add_char(out, ':');
        if (column)
            put_column(column, &d->questions[i], out);
        else
            put_flags(guess, &d->questions[i], out);
        first = false;
    }
    buf_add_char(out, '}');
}

static void put_field(const struct listen *listen, int64_t workspace_id, const char *field, const struct import_column *column,
                      struct buf *out)
{
    const char *rival;
    uint32_t fits;
    const char *format = import_column_format(column, &rival, &fits);
    buf_printf(out, ",\"%s\":", field);
    if (strcmp(field, "key") == 0) {
        json_put_text(out, column->name);
        return;
    }
    buf_add_text(out, "{\"column\":");
    json_put_text(out, column->name);
    if ((strcmp(field, "at") == 0 || strcmp(field, "week") == 0) && format && *format && !rival) {
        buf_add_text(out, ",\"format\":");
        json_put_text(out, str_of(format));
    }
    if (strcmp(field, "touchpoint") == 0)
        put_touchpoints(listen, workspace_id, column, out);
    buf_add_char(out, '}');
}

/* "Margin 2025", "Kate2025": what a customer brought in that year. */
static bool margin_year(struct str name, char into[NAME_MAX_BYTES], int64_t *year)
{
    struct str whole = plain(name, into);
    if (whole.length < 5 || !str_integer((struct str){whole.at + whole.length - 4, 4}, year) || *year < MARGIN_YEAR_FIRST ||
        *year > MARGIN_YEAR_LAST)
        return false;
    whole.length -= 4;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        for (size_t n = 0; strcmp(known[k].field, "margin") == 0 && known[k].names[n]; n++)
            if (str_is(whole, known[k].names[n]))
                return true;
    return false;
}

static void put_margins(const struct import_look *look, struct buf *out)
{
    bool seen[MARGIN_YEARS_MAX] = {false}, first = true;
    for (size_t i = 0; i < look->columns_count; i++) {
        char plain_name[NAME_MAX_BYTES];
        int64_t year;
        if (!margin_year(look->columns[i].name, plain_name, &year) || seen[year - MARGIN_YEAR_FIRST])
            continue;
        seen[year - MARGIN_YEAR_FIRST] = true;
        buf_printf(out, "%s\"%lld\":", first ? ",\"margins\":{" : ",", (long long)year);
        json_put_text(out, look->columns[i].name);
        first = false;
    }
    if (!first)
        buf_add_char(out, '}');
}

/* Qualtrics writes what its columns mean under the header, in one row or two. */
static size_t explaining_rows(const struct import_look *look)
{
    for (size_t r = look->rows_count < 3 ? look->rows_count : 3; r-- > 0;)
        for (size_t i = 0; i < look->columns_count; i++)
            if (str_starts(look->cells[r][i], "{\"ImportId\"") || str_starts(look->cells[r][i], "{'ImportId'"))
                return r + 1;
    bool numbered = look->rows_count && look->columns_count && str_is(look->columns[0].name, "V1");
    return numbered && str_is(look->cells[0][0], "ResponseID");
}

void import_guess_write(const struct listen *listen, int64_t workspace_id, enum import_kind kind, const struct import_guess *guess,
                        struct buf *out)
{
    const struct workspace *workspace = listen_workspace(listen, workspace_id);
    buf_add_text(out, "{\"delimiter\":");
    json_put_text(out, (struct str){&guess->look->delimiter, 1});
    buf_printf(out, ",\"encoding\":\"%s\"", guess->look->windows_1252 ? "windows-1252" : "utf-8");
    if (explaining_rows(guess->look))
        buf_printf(out, ",\"skip\":%zu", explaining_rows(guess->look));
    if ((kind == IMPORT_RESPONSES || kind == IMPORT_ENCOUNTERS) && workspace) {
        buf_add_text(out, ",\"time_zone\":");
        json_put_text(out, workspace->time_zone);
    }
    for (const char *const *field = fields_of[kind]; *field; field++) {
        const struct import_column *column = column_of(guess, *field);
        if (!column && kind == IMPORT_CUSTOMERS && strcmp(*field, "customer") == 0)
            column = column_of(guess, "number"); /* of a list of customers, theirs */
        if (column)
            put_field(listen, workspace_id, *field, column, out);
    }
    if (kind == IMPORT_CUSTOMERS)
        put_margins(guess->look, out);
    if (kind == IMPORT_RESPONSES)
        put_survey(listen, workspace_id, guess, out);
    buf_add_char(out, '}');
}
