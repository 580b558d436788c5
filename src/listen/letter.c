#include "listen/letter.h"
#include "listen/export_column.h"
#include "listen/piping.h"
#include "listen/tongue.h"

#include <cmark-gfm.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_MAX = 200, LETTER_MAX = 1 << 19 };
static const char house_colour[] = "#0b6a60";

/* A merge field while Markdown is being read: letters and digits that Markdown leaves as they are, in text and in a link's target. */
#define MARK "QzFieldQ"

struct writing {
    const struct letter *letter;
    struct str fields[FIELDS_MAX];
    size_t fields_count;
    struct arena *arena;
};

static const char *const words_leave[] = {
    [TONGUE_EN] = "If you do not want such messages, you can unsubscribe here",
    [TONGUE_FI] = "Jos et halua näitä viestejä, voit perua ne tästä",
    [TONGUE_SV] = "Om du inte vill ha de här meddelandena kan du avregistrera dig här",
    [TONGUE_AR] = "إذا كنت لا تريد مثل هذه الرسائل فيمكنك إلغاء الاشتراك من هنا",
    [TONGUE_HE] = "אם אינך רוצה לקבל הודעות כאלה, אפשר להסיר את הכתובת כאן",
    [TONGUE_FA] =
        "اگر چنین پیام‌هایی نمی‌خواهید، می‌توانید از اینجا لغو اشتراک کنید",
    [TONGUE_UR] = "اگر آپ ایسے پیغامات نہیں چاہتے تو یہاں سے انہیں بند کر سکتے ہیں"};
/* Before and after the workspace's name. */
static const char *const words_why[][2] = {
    [TONGUE_EN] = {"You get this message because you have been in touch with ", "."},
    [TONGUE_FI] = {"Saat tämän viestin, koska olet asioinut meillä (", ")."},
    [TONGUE_SV] = {"Du får det här meddelandet eftersom du har haft kontakt med oss (", ")."},
    [TONGUE_AR] = {"وصلتك هذه الرسالة لأنك تواصلت معنا (", ")."},
    [TONGUE_HE] = {"ההודעה נשלחה אליך כי היה לך קשר איתנו (", ")."},
    [TONGUE_FA] = {"این پیام را دریافت کرده‌اید چون با ما در تماس بوده‌اید (", ")."},
    [TONGUE_UR] = {"یہ پیغام آپ کو اس لیے ملا ہے کہ آپ کا ہم سے رابطہ رہا ہے (", ")۔"}};

const struct question *letter_question(const struct survey_definition *survey)
{
    for (size_t i = 0; i < survey->questions_count; i++) {
        const struct question *q = &survey->questions[i];
        if (q->type == QUESTION_STATEMENT || !question_is_seen(q))
            continue;
        bool fits = question_has_scale(q) && q->type != QUESTION_EXPECTATION && !q->condition && !piping_in(q->text) &&
                    q->scale_high - q->scale_low <= 10;
        return fits ? q : NULL;
    }
    return NULL;
}

/* ---- values ---- */

static struct str greeting(const struct writing *w)
{
    static const char *const words[][2] = {
        [TONGUE_EN] = {"Hello", ","}, [TONGUE_FI] = {"Hei", ","},  [TONGUE_SV] = {"Hej", "!"},         [TONGUE_AR] = {"مرحبًا", "،"},
        [TONGUE_HE] = {"שלום", ","},  [TONGUE_FA] = {"سلام", "،"}, [TONGUE_UR] = {"السلام علیکم", "،"}};
    const char *const *word = words[tongue_of(w->letter->language)];
    struct str name = w->letter->customer_name;
    return str_of(arena_printf(w->arena, "%s%s%.*s%s", word[0], name.length ? " " : "", STR_ARGS(name), word[1]));
}

static struct str attribute(const struct writing *w, struct str name)
{
    char key[64];
    snprintf(key, sizeof key, "%.*s", name.length < sizeof key ? (int)name.length : 0, name.at);
    const json_t *value = json_object_get(w->letter->attributes, key);
    if (json_is_string(value))
        return json_str(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? STR("true") : STR("false");
    return json_is_number(value) ? str_of(arena_printf(w->arena, "%.15g", json_number_value(value))) : STR("");
}

static struct str value_of(const struct writing *w, struct str field)
{
    const struct letter *l = w->letter;
    if (str_is(field, "greeting"))
        return greeting(w);
    if (str_is(field, "customer.name"))
        return l->customer_name;
    if (str_is(field, "survey.title"))
        return survey_text(l->survey, l->survey->title, l->language);
    if (str_is(field, "touchpoint.name"))
        return l->touchpoint_name;
    if (str_is(field, "workspace.name"))
        return l->workspace->name;
    if (str_is(field, "link"))
        return l->answer_url;
    return str_starts(field, "attributes.") ? attribute(w, (struct str){field.at + 11, field.length - 11}) : STR("");
}

/* ---- pieces ---- */

static void put_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
        if (entity)
            buf_add_text(out, entity);
        else
            buf_add_char(out, (unsigned char)c < 0x20 && c != '\n' ? ' ' : c);
    }
}

static struct str accent(const struct letter *l)
{
    return l->workspace->colour.length ? l->workspace->colour : str_of(house_colour);
}

static bool scale_ends(const struct letter *l, const struct question *q, struct str *low, struct str *high)
{
    *low = export_scale_end(l->survey, q, false, l->language);
    *high = export_scale_end(l->survey, q, true, l->language);
    return low->length && high->length;
}

static const char *const words_perhaps_answered[] = {
    [TONGUE_EN] = "If you have already answered, thank you! The survey is anonymous, so we cannot know who has answered.",
    [TONGUE_FI] = "Jos olet jo vastannut, kiitos! Kysely on nimetön, joten emme voi tietää, kuka on vastannut.",
    [TONGUE_SV] = "Om du redan har svarat: tack! Enkäten är anonym, så vi kan inte veta vem som har svarat.",
    [TONGUE_AR] = "إذا سبق أن أجبت فشكرًا لك! الاستبيان لا يكشف الهوية، ولذلك لا يمكننا معرفة من أجاب.",
    [TONGUE_HE] = "אם כבר ענית, תודה! הסקר אנונימי, ולכן איננו יכולים לדעת מי ענה.",
    [TONGUE_FA] = ("اگر پیش‌تر پاسخ داده‌اید، سپاسگزاریم! "
                   "نظرسنجی بی‌نام است، "
                   "بنابراین نمی‌توانیم بدانیم چه کسی پاسخ داده است."),
    [TONGUE_UR] = "اگر آپ جواب دے چکے ہیں تو شکریہ! سروے گمنام ہے، اس لیے ہم نہیں جان سکتے کہ کس نے جواب دیا ہے۔"};

/* What follows the address to choose an answer: "?answer=9", or "&recommend=9" of the survey's own. */
static void put_answer(const struct letter *l, const struct question *q, int64_t value, bool html, struct buf *out)
{
    bool more = memchr(l->answer_url.at, '?', l->answer_url.length) != NULL;
    buf_add_text(out, !more ? "?" : html ? "&amp;" : "&");
    buf_printf(out, "%.*s=%lld", STR_ARGS(l->open_link ? q->id : STR("answer")), (long long)value);
}

static void question_text(const struct letter *l, struct buf *out)
{
    const struct question *q = letter_question(l->survey);
    struct str low, high;
    if (!q)
        return;
    buf_printf(out, "%.*s\n", STR_ARGS(survey_text(l->survey, q->text, l->language)));
    bool labelled = scale_ends(l, q, &low, &high);
    for (int64_t i = q->scale_low; i <= q->scale_high; i++) {
        struct str label = !labelled ? (struct str){0} : i == q->scale_low ? low : i == q->scale_high ? high : (struct str){0};
        buf_printf(out, "%lld: %.*s", (long long)i, STR_ARGS(l->answer_url));
        put_answer(l, q, i, false, out);
        if (label.length)
            buf_printf(out, " (%.*s)", STR_ARGS(label));
        buf_add_char(out, '\n');
    }
}

static void question_html(const struct letter *l, struct buf *out)
{
    const struct question *q = letter_question(l->survey);
    struct str low, high, colour = accent(l);
    if (!q)
        return;
    buf_add_text(out, "<p style=\"margin:24px 0 8px;font-weight:600\">");
    put_escaped(out, survey_text(l->survey, q->text, l->language));
    buf_add_text(out, "</p><p style=\"margin:0\">");
    for (int64_t i = q->scale_low; i <= q->scale_high; i++) {
        buf_add_text(out, "<a href=\"");
        put_escaped(out, l->answer_url);
        put_answer(l, q, i, true, out);
        buf_printf(out,
                   "\" style=\"display:inline-block;width:38px;padding:8px 0;margin:0 4px 6px 0;text-align:center;"
                   "border:1px solid %.*s;border-radius:8px;text-decoration:none;color:%.*s;background:#fff\">%lld</a>",
                   STR_ARGS(colour), STR_ARGS(colour), (long long)i);
    }
    if (scale_ends(l, q, &low, &high)) {
        buf_printf(out, "</p><p style=\"margin:0 0 24px;font-size:14px;color:#5c6866\">%lld = ", (long long)q->scale_low);
        put_escaped(out, low);
        buf_printf(out, " · %lld = ", (long long)q->scale_high);
        put_escaped(out, high);
    }
    buf_add_text(out, "</p>\n");
}

/* ---- merging ---- */

/* The source with every field as MARK, its number and "Q"; the fields' names are noted. */
static void mark_fields(struct writing *w, struct str source, struct buf *out)
{
    for (size_t i = 0; i < source.length; i++) {
        bool begins = i + 1 < source.length && source.at[i] == '{' && source.at[i + 1] == '{';
        const char *end = begins && w->fields_count < FIELDS_MAX ? memmem(source.at + i, source.length - i, "}}", 2) : NULL;
        if (!end) {
            buf_add_char(out, source.at[i]);
            continue;
        }
        w->fields[w->fields_count] = str_trim((struct str){source.at + i + 2, (size_t)(end - source.at) - i - 2});
        buf_printf(out, MARK "%zuQ", w->fields_count++);
        i = (size_t)(end - source.at) + 1;
    }
}

static bool mark_read(struct str text, size_t at, size_t *number, size_t *length)
{
    const size_t head = sizeof MARK - 1;
    if (text.length - at < head + 2 || memcmp(text.at + at, MARK, head) != 0)
        return false;
    const char *end = memchr(text.at + at + head, 'Q', text.length - at - head);
    int64_t value;
    if (!end || !str_integer((struct str){text.at + at + head, (size_t)(end - text.at) - at - head}, &value) || value < 0)
        return false;
    *number = (size_t)value;
    *length = (size_t)(end - text.at) - at + 1;
    return true;
}

static void unmark(const struct writing *w, struct str marked, bool html, struct buf *out)
{
    size_t number, length;
    for (size_t i = 0; i < marked.length; i++) {
        if (!mark_read(marked, i, &number, &length) || number >= w->fields_count) {
            buf_add_char(out, marked.at[i]);
            continue;
        }
        struct str field = w->fields[number];
        if (str_is(field, "first_question") && html)
            question_html(w->letter, out);
        else if (str_is(field, "first_question"))
            question_text(w->letter, out);
        else if (html)
            put_escaped(out, value_of(w, field));
        else
            buf_add_str(out, value_of(w, field));
        i += length - 1;
    }
}

/* [words](target) → "words: target", since plain text has no links. */
static void links_plain(struct str marked, struct buf *out)
{
    for (size_t i = 0; i < marked.length; i++) {
        const char *middle = marked.at[i] == '[' ? memmem(marked.at + i, marked.length - i, "](", 2) : NULL;
        const char *end = middle ? memchr(middle, ')', marked.length - (size_t)(middle - marked.at)) : NULL;
        if (!end || memchr(marked.at + i, '\n', (size_t)(end - marked.at) - i)) {
            buf_add_char(out, marked.at[i]);
            continue;
        }
        buf_add(out, marked.at + i + 1, (size_t)(middle - marked.at) - i - 1);
        buf_add_text(out, ": ");
        buf_add(out, middle + 2, (size_t)(end - middle) - 2);
        i = (size_t)(end - marked.at);
    }
}

/* A paragraph that is one link is a button; one that is the first question alone is that block. */
static void dress(const struct writing *w, struct str html, struct buf *out)
{
    struct str rest = html, line;
    static const char link_begin[] = "<p><a href=\"", link_end[] = "</a></p>";
    while (str_cut(&rest, '\n', &line)) {
        size_t number, length;
        bool alone = line.length > 7 && str_starts(line, "<p>" MARK) && mark_read(line, 3, &number, &length) && line.length == length + 7;
        bool button = str_starts(line, link_begin) && line.length > sizeof link_end &&
                      memcmp(line.at + line.length - strlen(link_end), link_end, strlen(link_end)) == 0 &&
                      !memmem(line.at + 5, line.length - 5, "<a ", 3);
        if (alone && number < w->fields_count && str_is(w->fields[number], "first_question"))
            line = (struct str){line.at + 3, length};
        if (button) {
            buf_printf(out,
                       "<p style=\"margin:24px 0\"><a style=\"display:inline-block;padding:12px 24px;border-radius:8px;background:%.*s;"
                       "color:#fff;text-decoration:none;font-weight:600\" ",
                       STR_ARGS(accent(w->letter)));
            line = (struct str){line.at + 6, line.length - 6};
        }
        buf_add_str(out, line);
        buf_add_char(out, '\n');
    }
}

static void put_frame(const struct writing *w, struct str subject, struct str inner, struct buf *out)
{
    const struct letter *l = w->letter;
    enum tongue tongue = tongue_of(l->language);
    buf_printf(out,
               "<!doctype html>\n<html lang=\"%.*s\"%s><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
               "content=\"width=device-width\"><title>",
               STR_ARGS(l->language), language_right_to_left(l->language) ? " dir=\"rtl\"" : "");
    put_escaped(out, subject);
    buf_printf(out,
               "</title></head>\n<body style=\"margin:0;background:#faf7f1;color:#16211f;font:16px/1.5 -apple-system,'Segoe UI',Roboto,"
               "Helvetica,Arial,sans-serif\"><div style=\"max-width:560px;margin:0 auto;padding:32px 20px\">\n<p style=\"margin:0 0 "
               "24px;font-weight:700;color:%.*s\">",
               STR_ARGS(accent(l)));
    put_escaped(out, l->workspace->name);
    buf_add_text(out, "</p>\n");
    if (l->anonymous_reminder)
        buf_printf(out, "<p>%s</p>\n", words_perhaps_answered[tongue]);
    buf_add_str(out, inner);
    buf_add_text(out, "<p style=\"margin:32px 0 0;padding-top:16px;border-top:1px solid #dcd6ca;font-size:13px;color:#5c6866\">");
    buf_add_text(out, words_why[tongue][0]);
    put_escaped(out, l->workspace->name);
    buf_add_text(out, words_why[tongue][1]);
    if (l->unsubscribe_url.length) {
        buf_add_text(out, " <a style=\"color:#5c6866\" href=\"");
        put_escaped(out, l->unsubscribe_url);
        buf_printf(out, "\">%s</a>.", words_leave[tongue]);
    }
    buf_add_text(out, "</p>\n</div></body></html>\n");
}

static void put_text_end(const struct letter *l, struct buf *out)
{
    enum tongue tongue = tongue_of(l->language);
    buf_add_text(out, "\n-- \n");
    buf_printf(out, "%s%.*s%s", words_why[tongue][0], STR_ARGS(l->workspace->name), words_why[tongue][1]);
    if (l->unsubscribe_url.length)
        buf_printf(out, "\n%s: %.*s", words_leave[tongue], STR_ARGS(l->unsubscribe_url));
    buf_add_char(out, '\n');
}

static struct str kept(struct arena *arena, struct buf *buf)
{
    struct str text = buf->failed ? (struct str){0} : str_keep(arena, buf->at ? buf_str(buf) : STR(""));
    buf_free(buf);
    return text;
}

/* A name that holds a line break must not begin a header. */
static struct str subject_write(struct writing *w, struct str source)
{
    struct buf marked = buf_new(LETTER_MAX), out = buf_new(LETTER_MAX);
    w->fields_count = 0;
    mark_fields(w, source, &marked);
    unmark(w, buf_str(&marked), false, &out);
    for (size_t i = 0; i < out.length; i++)
        if ((unsigned char)out.at[i] < ' ' || out.at[i] == 0x7f)
            out.at[i] = ' ';
    out.failed |= marked.failed;
    buf_free(&marked);
    return kept(w->arena, &out);
}

static struct str text_write(const struct writing *w, struct str marked)
{
    struct buf plain = buf_new(LETTER_MAX), out = buf_new(LETTER_MAX);
    links_plain(marked, &plain);
    if (w->letter->anonymous_reminder)
        buf_printf(&out, "%s\n\n", words_perhaps_answered[tongue_of(w->letter->language)]);
    unmark(w, buf_str(&plain), false, &out);
    put_text_end(w->letter, &out);
    out.failed |= plain.failed;
    buf_free(&plain);
    return kept(w->arena, &out);
}

static struct str html_write(const struct writing *w, struct str marked, struct str subject)
{
    struct buf dressed = buf_new(LETTER_MAX), inner = buf_new(LETTER_MAX), out = buf_new(LETTER_MAX);
    char *html = cmark_markdown_to_html(marked.at, marked.length, CMARK_OPT_DEFAULT | CMARK_OPT_HARDBREAKS);
    dress(w, str_of(html), &dressed);
    free(html);
    unmark(w, buf_str(&dressed), true, &inner);
    put_frame(w, subject, buf_str(&inner), &out);
    out.failed |= dressed.failed || inner.failed;
    buf_free(&dressed);
    buf_free(&inner);
    return kept(w->arena, &out);
}

enum err letter_write(const struct letter *letter, const struct template_words *words, struct arena *arena, struct letter_text *out)
{
    struct writing *w = arena_new_object(arena, struct writing);
    struct buf marked = buf_new(LETTER_MAX);
    if (!w)
        return ERR_MEMORY;
    w->letter = letter;
    w->arena = arena;
    out->subject = subject_write(w, words->subject);
    w->fields_count = 0;
    mark_fields(w, words->body, &marked);
    if (!marked.failed) {
        out->text = text_write(w, buf_str(&marked));
        out->html = html_write(w, buf_str(&marked), out->subject);
    }
    bool whole = !marked.failed && out->subject.at && out->text.at && out->html.at;
    buf_free(&marked);
    return whole ? ERR_NONE : ERR_TOO_LARGE;
}
