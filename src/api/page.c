#include "api/page_parts.h"
#include "listen/quota.h"

#include <sodium.h>

/* ---- policy ---- */

void page_policy(const struct page_view *view, char policy[PAGE_HEADER_MAX])
{
    struct buf style = buf_new(1024);
    page_write_colours(view->workspace, &style);
    char hash[64] = "";
    if (style.length && !style.failed) {
        unsigned char digest[crypto_hash_sha256_BYTES];
        char text[sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)];
        crypto_hash_sha256(digest, (const unsigned char *)style.at, style.length);
        sodium_bin2base64(text, sizeof text, digest, sizeof digest, sodium_base64_VARIANT_ORIGINAL);
        snprintf(hash, sizeof hash, " 'sha256-%s'", text);
    }
    buf_free(&style);
    struct buf sites = buf_new(PAGE_HEADER_MAX);
    for (size_t i = 0; view->embed && view->survey && i < view->survey->embed_origins_count; i++)
        buf_printf(&sites, " %.*s", STR_ARGS(view->survey->embed_origins[i]));
    if (view->embed && view->preview) /* the sample page */
        buf_add_text(&sites, " 'self'");
    snprintf(
        policy, PAGE_HEADER_MAX,
        "default-src 'none'; script-src 'self'; style-src 'self'%s; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri "
        "'none'; object-src 'none'%s; frame-ancestors%s",
        hash,
        view->kiosk    ? "; worker-src 'self'"
        : view->sample ? "; frame-src 'self'"
                       : "",
        sites.length && !sites.failed ? sites.at : " 'none'");
    buf_free(&sites);
}

/* ---- the frame of every page ---- */

static struct str word(const struct page_paper *paper, enum page_word key)
{
    return page_word(key, paper->tongue);
}

/* An ETag's letters and digits, fit for an address. */
static void put_tag(struct buf *out, struct str tag)
{
    for (size_t i = 0; i < tag.length; i++) {
        char c = tag.at[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_')
            buf_add_char(out, c);
    }
}

/* An image in a data: address: no request of its own, and no script in it can run. */
static void put_data_address(struct buf *out, struct str svg)
{
    static const char hex[] = "0123456789ABCDEF";
    buf_add_text(out, "data:image/svg+xml,");
    for (size_t i = 0; i < svg.length; i++) {
        unsigned char c = (unsigned char)svg.at[i];
        bool plain = c > 0x20 && c < 0x7f && !strchr("\"#%&'<>?[]^`{|}\\", c);
        if (plain || c == ' ')
            buf_add_char(out, (char)c);
        else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_add(out, escape, 3);
        }
    }
}

static struct str survey_title(const struct page_paper *paper)
{
    const struct survey_definition *survey = paper->view->survey;
    return survey ? survey_text(survey, survey->title, paper->view->language) : (struct str){0};
}

static struct str survey_name(const struct page_paper *paper)
{
    return paper->view->name.length ? paper->view->name : paper->view->survey->slug;
}

void page_write_head(const struct page_paper *paper)
{
    struct buf *out = paper->out;
    const struct page_view *view = paper->view;
    struct str title = survey_title(paper), name = view->workspace ? view->workspace->name : STR("Kuulo");
    page_put(out, "<!doctype html><html lang=\"%s\"%h%h><head><meta charset=\"utf-8\">", view->language,
             language_right_to_left(view->language) ? " dir=\"rtl\"" : "",
             view->kiosk   ? " class=\"kiosk\""
             : view->embed ? " class=\"embed\""
                           : "");
    page_put(out,
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">"
             "<meta name=\"referrer\" content=\"same-origin\"><meta name=\"color-scheme\" content=\"light dark\">"
             "<meta name=\"theme-color\" content=\"#faf7f1\" media=\"(prefers-color-scheme:light)\">"
             "<meta name=\"theme-color\" content=\"#0e1618\" media=\"(prefers-color-scheme:dark)\"><link rel=\"icon\" href=\"data:,\">");
    page_put(out, "<title>%s%s%s</title><link rel=\"stylesheet\" href=\"/respond/respond.css?v=", title,
             title.length ? STR(" – ") : STR(""), name);
    put_tag(out, view->style_tag);
    buf_add_text(out, "\">");
    struct buf style = buf_new(1024);
    page_write_colours(view->workspace, &style);
    if (style.length && !style.failed) {
        buf_add_text(out, "<style>");
        buf_add_str(out, buf_str(&style));
        buf_add_text(out, "</style>");
    }
    buf_free(&style);
    /* Not deferred: it hides later questions before they are painted. When it cannot be had, the page works without it. */
    buf_add_text(out, "<script src=\"/respond/respond.js?v=");
    put_tag(out, view->script_tag);
    buf_add_text(out, "\"></script>");
    if (view->kiosk)
        buf_add_text(out, "<script src=\"/respond/kiosk.js\" defer></script>");
    buf_add_text(out, "</head><body>");
}

void page_write_brand(const struct page_paper *paper)
{
    const struct workspace *workspace = paper->view->workspace;
    if (!workspace)
        return;
    if (!workspace->logo_svg.length) {
        page_put(paper->out, "<b class=\"brand\">%s</b>", workspace->name);
        return;
    }
    page_put(paper->out, "<img class=\"logo\" alt=\"%s\" src=\"", workspace->name);
    put_data_address(paper->out, workspace->logo_svg);
    buf_add_text(paper->out, "\">");
}

const char *page_language_name(struct str language)
{
    static const char *const names[][2] = {
        {"en", "English"},  {"fi", "Suomi"},           {"sv", "Svenska"}, {"de", "Deutsch"},    {"fr", "Français"},   {"es", "Español"},
        {"it", "Italiano"}, {"nb", "Norsk"},           {"no", "Norsk"},   {"da", "Dansk"},      {"et", "Eesti"},      {"lv", "Latviešu"},
        {"lt", "Lietuvių"}, {"pl", "Polski"},          {"ru", "Русский"}, {"uk", "Українська"}, {"nl", "Nederlands"}, {"pt", "Português"},
        {"ar", "العربية"},  {"se", "Davvisámegiella"}, {"he", "עברית"},   {"fa", "فارسی"},      {"ur", "اردو"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(language, names[i][0]))
            return names[i][1];
    return NULL;
}

/* ---- languages ---- */

static void put_encoded(struct buf *out, struct str text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-_.~", c))
            buf_add_char(out, (char)c);
        else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_add(out, escape, 3);
        }
    }
}

static void put_parameter(struct buf *out, struct str name, struct str value)
{
    if (!value.length)
        return;
    buf_add_text(out, "&amp;");
    put_encoded(out, name);
    buf_add_char(out, '=');
    put_encoded(out, value);
}

/* Of this page, up to its query. */
void page_put_address(const struct page_paper *paper, const char *below)
{
    if (paper->view->personal.length)
        page_put(paper->out, "/r/%s%h?", paper->view->personal, below);
    else
        page_put(paper->out, "/s/%s%h?", survey_name(paper), below);
}

static void put_language_link(const struct page_paper *paper, struct str language, const struct page_carried *carried)
{
    const struct survey_definition *survey = paper->view->survey;
    struct buf *out = paper->out;
    const char *name = page_language_name(language);
    page_put(out, "<a lang=\"%s\" hreflang=\"%s\" href=\"", language, language);
    page_put_address(paper, "");
    page_own_name(survey, "lang", out);
    buf_add_char(out, '=');
    put_encoded(out, language);
    if (paper->view->embed)
        put_parameter(out, STR("embed"), STR("1"));
    put_parameter(out, STR("meta.channel"), carried->channel);
    put_parameter(out, STR("meta.touchpoint"), carried->touchpoint);
    put_parameter(out, STR("meta.unit"), carried->unit);
    for (size_t i = 0; i < survey->questions_count; i++)
        if (survey->questions[i].type == QUESTION_HIDDEN)
            put_parameter(out, survey->questions[i].id, page_value(paper, survey->questions[i].id));
    for (size_t i = 0; i < carried->attributes_count; i++) {
        char attribute[ATTRIBUTE_NAME_MAX + 8];
        snprintf(attribute, sizeof attribute, "attr.%.*s", STR_ARGS(carried->attributes[i].name));
        put_parameter(out, str_of(attribute), carried->attributes[i].value);
    }
    page_put(out, "\">%s</a>", name ? str_of(name) : language);
}

static void put_languages(const struct page_paper *paper, const struct page_carried *carried)
{
    const struct survey_definition *survey = paper->view->survey;
    if (survey->languages_count < 2)
        return;
    page_put(paper->out, "<nav class=\"langs\" aria-label=\"%s\">", word(paper, WORD_language));
    for (size_t i = 0; i < survey->languages_count; i++)
        if (!str_equal(survey->languages[i], paper->view->language))
            put_language_link(paper, survey->languages[i], carried);
    buf_add_text(paper->out, "</nav>");
}

/* ---- the form ---- */

/* Honest about what conditions may add: "2–3 questions". The time is that of the questions everybody sees. */
static void put_length(const struct page_paper *paper)
{
    const struct survey_definition *survey = paper->view->survey;
    int least = 0, most = 0, seconds = 0;
    if (page_put_place(paper))
        return;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        bool asks = q->type != QUESTION_STATEMENT && q->type != QUESTION_GROUP;
        if (!question_is_seen(q) || !page_round_open(paper, q))
            continue;
        most += asks;
        if (q->condition)
            continue;
        least += asks;
        seconds += question_seconds(q);
    }
    if (!most)
        return;
    int tens = (seconds + 9) / 10 * 10, minutes = (seconds + 30) / 60;
    enum page_word length = least < most ? WORD_length_range : most == 1 ? WORD_length_one : WORD_length_many;
    enum page_word time = tens < 60 ? WORD_seconds : minutes <= 1 ? WORD_minute : WORD_minutes;
    const struct page_slot slots[] = {{"low", least}, {"high", most}, {"count", most}, {"time", tens < 60 ? tens : minutes}};
    page_put(paper->out, "<span class=\"length\" id=\"length\">");
    page_put_filled(paper->out, word(paper, length), paper->tongue, slots, 4);
    page_put_filled(paper->out, word(paper, time), paper->tongue, slots, 4);
    buf_add_text(paper->out, "</span>");
}

static void put_hidden(const struct page_paper *paper, const char *name, struct str value)
{
    if (!value.length)
        return;
    buf_add_text(paper->out, "<input type=\"hidden\" name=\"");
    page_own_name(paper->view->survey, name, paper->out);
    page_put(paper->out, "\" value=\"%s\">", value);
}

static void put_carried(const struct page_paper *paper, const struct page_carried *carried)
{
    char version[24], name[ATTRIBUTE_NAME_MAX + 8];
    snprintf(version, sizeof version, "%lld", (long long)paper->view->version);
    put_hidden(paper, "submission_key", paper->view->submission_key);
    put_hidden(paper, "lang", paper->view->language);
    put_hidden(paper, "version", str_of(version));
    put_hidden(paper, "channel", carried->channel);
    put_hidden(paper, "touchpoint", carried->touchpoint);
    put_hidden(paper, "unit", carried->unit);
    for (size_t i = 0; i < carried->attributes_count; i++) {
        snprintf(name, sizeof name, "attr.%.*s", STR_ARGS(carried->attributes[i].name));
        put_hidden(paper, name, carried->attributes[i].value);
    }
}

static const char *first_field(const struct question *q)
{
    static const char *const suffixes[] = {[QUESTION_EMOTION] = "-joy", [QUESTION_EXPECTATION] = "--3"};
    if (!page_question_grouped(q->type) || page_scale_typed(q))
        return "";
    if (q->type == QUESTION_FILE)
        return ".file";
    return q->type == QUESTION_EMOTION || q->type == QUESTION_EXPECTATION ? suffixes[q->type] : NULL;
}

/* Links lead to the field itself, so that following one puts the focus there. */
static void put_field_address(const struct page_paper *paper, const struct question *question)
{
    struct buf *out = paper->out;
    if (question->type == QUESTION_GROUP || question->type == QUESTION_MAXDIFF) {
        page_put(out, "#q-%s", question->id);
        return;
    }
    const struct question *q = question_is_split(question) ? question + 1 : question;
    while (q != question && q < question + question->parts_count && !page_offered(paper, q))
        q++;
    const char *suffix = question->type == QUESTION_RANKING ? "" : first_field(q);
    page_put(out, "#%s", q->id);
    if (suffix)
        buf_add_text(out, suffix);
    else if (q->choices_count)
        page_put(out, "-%s", choice_first(q, page_offered(paper, q))->id);
    else
        page_put(out, "-%d", q->scale_low);
}

static void put_summary(const struct page_paper *paper)
{
    const struct survey_definition *survey = paper->view->survey;
    if (!paper->view->faults_count)
        return;
    page_put(paper->out, "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" autofocus id=\"errors\"><h2>%s</h2><ul>",
             word(paper, WORD_check));
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        if (!page_fault_of(paper->view, q->id))
            continue;
        buf_add_text(paper->out, "<li><a href=\"");
        put_field_address(paper, q);
        buf_add_text(paper->out, "\">");
        page_put_round(paper, q);
        page_put(paper->out, "%s</a><br>", page_own_text(paper, q->text));
        page_fault_text(paper, q, paper->out);
        buf_add_text(paper->out, "</li>");
    }
    buf_add_text(paper->out, "</ul></div>");
}

/* ---- what the script needs ---- */

/* JSON inside <script>: "<" must not be seen by the HTML parser. */
static void put_inert(struct buf *out, struct str json)
{
    for (size_t i = 0; i < json.length; i++) {
        if (json.at[i] == '<')
            buf_add_text(out, "\\u003c");
        else
            buf_add_char(out, json.at[i]);
    }
}

static void put_conditions(const struct page_paper *paper, struct buf *json)
{
    const struct survey_definition *survey = paper->view->survey;
    const char *comma = "";
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        if (!survey->questions[i].condition)
            continue;
        buf_add_text(json, comma);
        json_put_text(json, survey->questions[i].id);
        buf_add_char(json, ':');
        condition_write(survey->questions[i].condition, json);
        comma = ",";
    }
}

static bool has_offers(const struct question *q)
{
    for (size_t i = 0; i < q->choices_count; i++)
        if (q->choices[i].condition)
            return true;
    for (size_t i = 1; i <= q->parts_count; i++)
        if (q[i].condition)
            return true;
    return false;
}

static void put_offer(struct buf *json, const char **comma, struct str name, const struct condition *condition)
{
    if (!condition)
        return;
    buf_add_text(json, *comma);
    json_put_text(json, name);
    buf_add_char(json, ':');
    condition_write(condition, json);
    *comma = ",";
}

/* "offer":{"brands":{"choices":{"acme":CONDITION},"parts":{"price":CONDITION}}}: what stands on a condition in a question. */
static void put_offers(const struct page_paper *paper, struct buf *json)
{
    const struct survey_definition *survey = paper->view->survey;
    const char *comma = "";
    buf_add_text(json, "},\"offer\":{");
    for (size_t i = 0; survey->has_offers && i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        const char *between = "";
        if (!has_offers(q))
            continue;
        buf_add_text(json, comma);
        json_put_text(json, q->id);
        buf_add_text(json, ":{\"choices\":{");
        for (size_t c = 0; c < q->choices_count && (q->type == QUESTION_MATRIX || !question_is_split(q)); c++)
            put_offer(json, &between, q->choices[c].id, q->choices[c].condition);
        between = "";
        buf_add_text(json, "},\"parts\":{");
        for (size_t p = 1; p <= q->parts_count; p++)
            put_offer(json, &between, q[p].part, q[p].condition);
        buf_add_text(json, "}}");
        comma = ",";
    }
}

/* What the choices of a question are worth. */
static void put_scores(const struct question *q, struct buf *json)
{
    const char *comma = "";
    json_put_text(json, q->id);
    buf_add_text(json, ":{");
    for (size_t i = 0; i < q->choices_count; i++)
        if (q->choices[i].has_score) {
            buf_add_text(json, comma);
            json_put_text(json, q->choices[i].id);
            buf_add_char(json, ':');
            json_put_real(json, q->choices[i].score);
            comma = ",";
        }
    buf_add_char(json, '}');
}

/* "calculate":{"index":["mean","ease","service.staff"]},"scores":{"kind":{"a":1}} */
static void put_calculations(const struct page_paper *paper, struct buf *json)
{
    const struct survey_definition *survey = paper->view->survey;
    const char *comma = "";
    buf_add_text(json, "},\"calculate\":{");
    for (size_t i = 0; i < survey->questions_count; i++) {
        const struct question *q = &survey->questions[i];
        if (q->type != QUESTION_CALCULATED)
            continue;
        buf_add_text(json, comma);
        json_put_text(json, q->id);
        buf_printf(json, ":[\"%s\"", q->calculation == CALCULATE_MEAN ? "mean" : "sum");
        for (size_t of = 0; of < q->of_count; of++) {
            buf_add_char(json, ',');
            json_put_text(json, q->of[of]->id);
        }
        buf_add_char(json, ']');
        comma = ",";
    }
    bool wanted = *comma;
    buf_add_text(json, "},\"scores\":{");
    comma = "";
    for (size_t i = 0; wanted && i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (survey->questions[i].choices_count) {
            buf_add_text(json, comma);
            put_scores(&survey->questions[i], json);
            comma = ",";
        }
}

static void put_words(const struct page_paper *paper, struct buf *json)
{
    bool pages = paper->view->survey->show == SHOW_PAGES;
    static const enum page_word needed[] = {
        WORD_send,          WORD_next,           WORD_skip,          WORD_change,      WORD_clear,         WORD_sending,
        WORD_try_again,     WORD_skipped,        WORD_step,          WORD_choose_one,  WORD_answer_needed, WORD_text_long,
        WORD_number_needed, WORD_number_between, WORD_number_least,  WORD_number_most, WORD_date_needed,   WORD_offline,
        WORD_not_sent,      WORD_busy,           WORD_preview,       WORD_elsewhere,   WORD_elsewhere_how, WORD_rank_how,
        WORD_rank_tap,      WORD_rank_of,        WORD_maxdiff_wrong, WORD_sum_left,    WORD_sum_wrong,     WORD_count_wrong,
        WORD_rows_needed,   WORD_email_wrong,    WORD_time_needed,   WORD_file_wrong,  WORD_file_many,     WORD_file_sending};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (i)
            buf_add_char(json, ',');
        json_put_text(json, str_of(page_word_key(needed[i])));
        buf_add_char(json, ':');
        json_put_text(json, word(paper, needed[i] == WORD_step && pages ? WORD_page_step : needed[i]));
    }
}

static void put_member(struct buf *json, const char *name, struct str value)
{
    buf_printf(json, ",\"%s\":", name);
    json_put_text(json, value);
}

static void put_surroundings(const struct page_paper *paper, const struct page_carried *carried, struct buf *json)
{
    const struct page_view *view = paper->view;
    put_member(json, "language", view->language);
    put_member(json, "survey", view->survey->slug);
    put_member(json, "channel", carried->channel.length ? carried->channel : STR("web"));
    if (carried->touchpoint.length || view->survey->touchpoint.length)
        put_member(json, "touchpoint", carried->touchpoint.length ? carried->touchpoint : view->survey->touchpoint);
    if (carried->unit.length)
        put_member(json, "unit", carried->unit);
    buf_add_text(json, ",\"attributes\":{");
    for (size_t i = 0; i < carried->attributes_count; i++) {
        buf_add_text(json, i ? "," : "");
        json_put_text(json, carried->attributes[i].name);
        buf_add_char(json, ':');
        json_put_text(json, carried->attributes[i].value);
    }
    buf_add_char(json, '}');
}

/* A kiosk thanks by itself, network or not. */
static void put_thanks(const struct page_paper *paper, struct buf *json)
{
    static const char *const outcomes[] = {"good", "middle", "poor"};
    for (int i = 0; i < 3; i++) {
        buf_printf(json, "%s\"%s\":", i ? "," : ",\"thanks\":{", outcomes[i]);
        json_put_text(json, page_thanks_sentence(paper->view, str_of(outcomes[i])));
    }
    buf_add_char(json, '}');
}

static void put_data(const struct page_paper *paper, const struct page_carried *carried)
{
    struct buf json = buf_new(PAGE_HTML_MAX);
    buf_add_text(&json, "{\"show_if\":{");
    put_conditions(paper, &json);
    put_offers(paper, &json);
    put_calculations(paper, &json);
    buf_add_text(&json, "},\"words\":{");
    put_words(paper, &json);
    buf_add_char(&json, '}');
    put_surroundings(paper, carried, &json);
    const struct page_view *view = paper->view;
    bool grows = !view->preview && !view->kiosk && view->survey->anonymity != ANONYMITY_ANONYMOUS;
    const struct {
        const char *name;
        bool value;
    } flags[] = {{"preview", view->preview},
                 {"resumed", view->resumed},
                 {"kiosk", view->kiosk},
                 {"partial", grows},
                 {"elsewhere", grows && !view->personal.length},
                 {"pages", view->survey->show == SHOW_PAGES}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        buf_printf(&json, ",\"%s\":%s", flags[i].name, flags[i].value ? "true" : "false");
    if (view->kiosk)
        put_thanks(paper, &json);
    buf_add_char(&json, '}');
    if (json.failed)
        paper->out->failed = true;
    buf_add_text(paper->out, "<script type=\"application/json\" id=\"survey\">");
    put_inert(paper->out, buf_str(&json));
    buf_add_text(paper->out, "</script>");
    buf_free(&json);
}

/* Told before the first question; kept to the letter by listen/held.h and the response's store. */
static void put_promise(const struct page_paper *paper)
{
    enum anonymity anonymity = paper->view->survey->anonymity;
    if (anonymity != ANONYMITY_IDENTIFIED)
        page_put(paper->out, "<p class=\"hint\">%s</p>",
                 word(paper, anonymity == ANONYMITY_ANONYMOUS ? WORD_promise_anonymous : WORD_promise_confidential));
}

void page_write_survey(const struct page_view *given, struct buf *out)
{
    struct page_view own = *given, *view = &own;
    if (view->survey->arms_count && view->arena && !page_view_in_arm(&own))
        out->failed = true;
    struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    struct page_carried carried;
    if (page_paper_open(&paper) != ERR_NONE)
        out->failed = true;
    page_carried_read(view->survey, view->values, &carried);
    if (view->kiosk && !carried.channel.length)
        carried.channel = STR("kiosk");
    page_write_head(&paper);
    /* The query keeps the browser from forgetting the page just answered: going back then shows the form with its own key. */
    if (view->kiosk)
        page_write_kiosk(&paper);
    buf_add_text(out, "<form method=\"post\" action=\"");
    page_put_address(&paper, "");
    page_put(out, "answer%h\" id=\"form\" novalidate>", view->embed ? "&amp;embed=1" : "");
    page_put_enter(&paper);
    buf_add_text(out, "<header class=\"top\">");
    page_write_brand(&paper);
    put_length(&paper);
    buf_add_text(out, "</header>");
    page_put_bar(&paper);
    page_put(out, "<main%h><h1>%s</h1>", view->survey->show == SHOW_PAGES ? " class=\"whole\"" : "", survey_title(&paper));
    put_summary(&paper);
    page_put_pages(&paper, put_promise);
    buf_add_text(out, "</main>");
    put_carried(&paper, &carried);
    page_put(out, "<div class=\"go\"><p class=\"status\" id=\"status\" role=\"status\">%s</p>",
             view->preview ? word(&paper, WORD_preview) : STR(""));
    page_put_buttons(&paper);
    buf_add_text(out, "</div>");
    if (!view->kiosk && !view->page) /* a link would leave the answers of the pages before */
        put_languages(&paper, &carried);
    put_data(&paper, &carried);
    buf_add_text(out, "</form></body></html>\n");
}

/* ---- pages with one sentence ---- */

static void write_sentence(const struct page_paper *paper, struct str sentence, struct str more)
{
    page_write_head(paper);
    buf_add_text(paper->out, "<div class=\"page\"><header class=\"top\">");
    page_write_brand(paper);
    page_put(paper->out, "</header><main class=\"one\"><h1>%s</h1>", sentence);
    if (more.length)
        page_put(paper->out, "<p>%s</p>", more);
    buf_add_text(paper->out, "</main></div></body></html>\n");
}

void page_write_notice(const struct page_view *view, enum page_notice notice, struct buf *out)
{
    const struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    static const enum page_word sentences[] = {
        [PAGE_CLOSED] = WORD_closed,        [PAGE_UNKNOWN] = WORD_link_bad,         [PAGE_BUSY] = WORD_busy_back,
        [PAGE_FAILED] = WORD_not_sent_back, [PAGE_ANSWERED] = WORD_answered,        [PAGE_EXPIRED] = WORD_expired,
        [PAGE_ENDED] = WORD_link_ended,     [PAGE_UNSUBSCRIBED] = WORD_unsubscribed};
    struct str more = notice == PAGE_CLOSED || notice == PAGE_EXPIRED ? word(&paper, WORD_closed_more)
                      : notice == PAGE_ANSWERED                       ? word(&paper, WORD_answered_more)
                                                                      : (struct str){0};
    write_sentence(&paper, word(&paper, sentences[notice]), more);
}

void page_write_unsubscribe(const struct page_view *view, struct buf *out)
{
    const struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    page_write_head(&paper);
    page_put(out, "<form class=\"page\" method=\"post\" action=\"/unsubscribe/%s?lang=%s\"><header class=\"top\">", view->personal,
             view->language);
    page_write_brand(&paper);
    page_put(out, "</header><main class=\"one\"><h1>%s</h1><p>%s</p></main>", word(&paper, WORD_unsubscribe_ask),
             word(&paper, WORD_unsubscribe_more));
    page_put(out, "<div class=\"go\"><button>%s</button></div></form></body></html>\n", word(&paper, WORD_unsubscribe));
}

struct str page_thanks_sentence(const struct page_view *view, struct str outcome)
{
    const struct page_paper paper = {view, tongue_of(view->language), NULL, NULL, NULL, NULL};
    /* The words after an anonymous answer are the same for all. */
    if (view->survey && view->survey->anonymity == ANONYMITY_ANONYMOUS)
        outcome = STR("middle");
    const char *which = str_is(outcome, "good") ? "good" : str_is(outcome, "poor") ? "poor" : "middle";
    const json_t *own = view->survey ? json_object_get(view->survey->thanks, which) : NULL;
    struct str sentence = own ? survey_text(view->survey, own, view->language) : (struct str){0};
    if (sentence.length)
        return sentence;
    return word(&paper, which[0] == 'g' ? WORD_thanks_good : which[0] == 'p' ? WORD_thanks_poor : WORD_thanks_middle);
}

void page_write_thanks(const struct page_view *view, struct str outcome, struct buf *out)
{
    const struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    write_sentence(&paper, page_thanks_sentence(view, outcome), word(&paper, WORD_safe_to_close));
}

void page_write_full(const struct page_view *view, struct str quota_id, struct buf *out)
{
    const struct page_paper paper = {view, tongue_of(view->language), out, NULL, NULL, NULL};
    struct str sentence = {0};
    for (size_t i = 0; i < view->survey->quotas_count; i++)
        if (str_equal(view->survey->quotas[i].id, quota_id) && view->survey->quotas[i].text)
            sentence = survey_text(view->survey, view->survey->quotas[i].text, view->language);
    write_sentence(&paper, sentence.length ? sentence : word(&paper, WORD_full), (struct str){0});
}

/* "/s/visit/thanks?lang=fi", or the same below a personal link. */
static void sentence_location(const struct page_view *view, const char *which, const char *name, struct str value,
                              char location[PAGE_LOCATION_MAX])
{
    bool personal = view->personal.length;
    snprintf(location, PAGE_LOCATION_MAX, "/%c/%.*s/%s?lang=%.*s&%s=%.*s%s", personal ? 'r' : 's',
             STR_ARGS(personal ? view->personal : view->name), which, STR_ARGS(view->language), name, STR_ARGS(value),
             view->embed ? "&embed=1" : "");
}

void page_thanks_location(const struct page_view *view, const char *outcome, char location[PAGE_LOCATION_MAX])
{
    sentence_location(view, "thanks", "outcome", str_of(outcome), location);
}

void page_full_location(const struct page_view *view, struct str quota_id, char location[PAGE_LOCATION_MAX])
{
    sentence_location(view, "full", "quota", quota_id, location);
}
