#include "listen/template.h"
#include "invitation.sql.h"
#include "listen/inside.h"

#include <stdio.h>

static const struct standard {
    const char *language, *subject, *body;
    bool reminder;
} standards[] = {
    {"en", "How did it go?",
     "{{greeting}}\n\nthank you for being our customer. Would you tell us how it went? It takes about a minute, and a person reads every "
     "answer.\n\n{{first_question}}\n\n[Answer]({{link}})\n\nKind regards\n{{workspace.name}}\n",
     false},
    {"fi", "Miten meni?",
     "{{greeting}}\n\nkiitos, että asioit meillä. Kertoisitko, miten meni? Vastaaminen vie noin minuutin, ja luemme jokaisen "
     "vastauksen.\n\n{{first_question}}\n\n[Vastaa]({{link}})\n\nYstävällisin terveisin\n{{workspace.name}}\n",
     false},
    {"sv", "Hur gick det?",
     "{{greeting}}\n\nTack för att du är vår kund. Vill du berätta hur det gick? Det tar ungefär en minut, och vi läser varje "
     "svar.\n\n{{first_question}}\n\n[Svara]({{link}})\n\nVänliga hälsningar\n{{workspace.name}}\n",
     false},
    {"en", "There is still time to answer",
     "{{greeting}}\n\na few days ago we asked how it went. If you have a minute, we would still like to hear. If you would rather not, you "
     "need do nothing: we will not remind you again.\n\n{{first_question}}\n\n[Answer]({{link}})\n\nKind regards\n{{workspace.name}}\n",
     true},
    {"fi", "Ehdit vielä vastata",
     "{{greeting}}\n\nkysyimme muutama päivä sitten, miten meni. Kuulisimme siitä edelleen mielellämme. Jos et halua vastata, sinun ei "
     "tarvitse tehdä mitään: emme muistuta enää.\n\n{{first_question}}\n\n[Vastaa]({{link}})\n\nYstävällisin "
     "terveisin\n{{workspace.name}}\n",
     true},
    {"sv", "Du hinner fortfarande svara",
     "{{greeting}}\n\nFör några dagar sedan frågade vi hur det gick. Vi hör fortfarande gärna vad du tyckte. Om du inte vill svara behöver "
     "du "
     "inte göra något: vi påminner inte igen.\n\n{{first_question}}\n\n[Svara]({{link}})\n\nVänliga hälsningar\n{{workspace.name}}\n",
     true},
    {"ar", "كيف كانت تجربتك؟",
     "{{greeting}}\n\nشكرًا لأنك من عملائنا. هل تخبرنا كيف كانت تجربتك؟ يستغرق ذلك نحو دقيقة، ونقرأ كل "
     "إجابة.\n\n{{first_question}}\n\n[أجب]({{link}})\n\nمع أطيب التحيات\n{{workspace.name}}\n",
     false},
    {"ar", "ما زال هناك وقت للإجابة",
     "{{greeting}}\n\nسألناك قبل بضعة أيام كيف كانت تجربتك. ما زلنا نود أن نسمع منك إن كان لديك دقيقة. وإن كنت لا ترغب في الإجابة فلا داعي "
     "لفعل أي شيء: لن نذكّرك مرة أخرى.\n\n{{first_question}}\n\n[أجب]({{link}})\n\nمع أطيب التحيات\n{{workspace.name}}\n",
     true},
    {"he", "איך היה?",
     "{{greeting}}\n\nתודה על היותך בין לקוחותינו. האם אפשר לשמוע ממך איך היה? זה לוקח כדקה, ואנחנו קוראים כל "
     "תשובה.\n\n{{first_question}}\n\n[למענה]({{link}})\n\nבברכה\n{{workspace.name}}\n",
     false},
    {"he", "עדיין אפשר לענות",
     "{{greeting}}\n\nלפני כמה ימים שאלנו איך היה. אם יש לך דקה, עדיין נשמח לשמוע. אם אינך רוצה לענות, אין צורך לעשות דבר: לא נשלח תזכורת "
     "נוספת.\n\n{{first_question}}\n\n[למענה]({{link}})\n\nבברכה\n{{workspace.name}}\n",
     true},
    {"fa", "چطور بود؟",
     "{{greeting}}\n\n"
     "ممنون که مشتری ما هستید. "
     "می‌گویید چطور بود؟ "
     "حدود یک دقیقه وقت می‌گیرد و ما هر پاسخ را می‌خوانیم.\n\n"
     "{{first_question}}\n\n"
     "[پاسخ]({{link}})\n\n"
     "با احترام\n{{workspace.name}}\n",
     false},
    {"fa", "هنوز فرصت پاسخ هست",
     "{{greeting}}\n\n"
     "چند روز پیش پرسیدیم چطور بود. "
     "اگر یک دقیقه وقت دارید، هنوز دوست داریم بشنویم. "
     "اگر نمی‌خواهید پاسخ دهید، لازم نیست کاری بکنید: دیگر یادآوری "
     "نمی‌کنیم.\n\n"
     "{{first_question}}\n\n"
     "[پاسخ]({{link}})\n\n"
     "با احترام\n{{workspace.name}}\n",
     true},
    {"ur", "تجربہ کیسا رہا؟",
     "{{greeting}}\n\nہمارے گاہک ہونے کا شکریہ۔ کیا آپ بتائیں گے کہ تجربہ کیسا رہا؟ اس میں تقریباً ایک منٹ لگتا ہے، اور ہم ہر جواب پڑھتے "
     "ہیں۔\n\n{{first_question}}\n\n[جواب دیں]({{link}})\n\nنیک تمناؤں کے ساتھ\n{{workspace.name}}\n",
     false},
    {"ur", "جواب دینے کا وقت ابھی باقی ہے",
     "{{greeting}}\n\nچند دن پہلے ہم نے پوچھا تھا کہ تجربہ کیسا رہا۔ اگر آپ کے پاس ایک منٹ ہو تو ہم اب بھی سننا چاہیں گے۔ اگر آپ جواب نہیں "
     "دینا چاہتے تو کچھ کرنے کی ضرورت نہیں: ہم دوبارہ یاد نہیں دلائیں گے۔\n\n{{first_question}}\n\n[جواب دیں]({{link}})\n\nنیک تمناؤں کے "
     "ساتھ\n{{workspace.name}}\n",
     true},
};
enum { STANDARDS = sizeof standards / sizeof *standards };

struct template_words template_standard(bool reminder, struct str language)
{
    const struct standard *english = NULL;
    for (size_t i = 0; i < STANDARDS; i++) {
        if (standards[i].reminder != reminder)
            continue;
        if (str_is(language, standards[i].language))
            return (struct template_words){str_of(standards[i].subject), str_of(standards[i].body)};
        if (!english)
            english = &standards[i];
    }
    return (struct template_words){str_of(english->subject), str_of(english->body)};
}

/* ---- checks ---- */

static bool field_known(struct str name, bool subject)
{
    static const char *const names[] = {"greeting", "customer.name", "survey.title", "touchpoint.name", "workspace.name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    if (str_starts(name, "attributes."))
        return name.length > 11 && name.length <= 60;
    return !subject && (str_is(name, "link") || str_is(name, "first_question"));
}

static size_t line_of(struct str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.at[i] == '\n';
    return line;
}

static enum err fields_check(struct str text, bool subject, const char *where, struct fault *why)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.at[i] != '{' || text.at[i + 1] != '{')
            continue;
        const char *end = memmem(text.at + i, text.length - i, "}}", 2);
        if (!end)
            return fault_set(why, ERR_INVALID, "unclosed_field", where, "Line %zu: a merge field begins with {{ and is not closed with }}.",
                             line_of(text, i));
        struct str name = str_trim((struct str){text.at + i + 2, (size_t)(end - text.at) - i - 2});
        if (!field_known(name, subject))
            return fault_set(why, ERR_INVALID, "unknown_field", where, "Line %zu: there is no merge field {{%.*s}}%s.", line_of(text, i),
                             name.length < 60 ? (int)name.length : 60, name.at, subject ? " for the subject" : "");
        if (i >= 2 && text.at[i - 1] == '(' && text.at[i - 2] == ']' && !str_is(name, "link"))
            return fault_set(why, ERR_INVALID, "not_a_link", where, "Line %zu: only {{link}} can be what a link leads to.",
                             line_of(text, i));
    }
    return ERR_NONE;
}

static enum err text_check(const json_t *words, const char *part, size_t most, struct fault *why)
{
    struct str text = json_str(json_object_get(words, part));
    if (!str_trim(text).length || str_characters(text) > most)
        return fault_set(why, ERR_INVALID, "wrong_length", part, "The %s has 1 to %zu characters.", part, most);
    bool subject = most == TEMPLATE_SUBJECT_MAX;
    for (size_t i = 0; subject && i < text.length; i++)
        if ((unsigned char)text.at[i] < 0x20)
            return fault_set(why, ERR_INVALID, "one_line", part, "The subject is one line without control characters.");
    return fields_check(text, subject, part, why);
}

static enum err words_check(const char *language, const json_t *words, struct fault *why)
{
    enum err err = ERR_NONE;
    if (!language_ok(str_of(language)))
        err = fault_set(why, ERR_INVALID, "unknown_language", "", "\"%.20s\" is not a language code such as \"fi\".", language);
    else if (!json_is_object(words) || json_object_size(words) != 2)
        err = fault_set(why, ERR_INVALID, "not_an_object", "", "A language has a subject and a body and nothing else.");
    if (err == ERR_NONE)
        err = text_check(words, "subject", TEMPLATE_SUBJECT_MAX, why);
    if (err == ERR_NONE)
        err = text_check(words, "body", TEMPLATE_BODY_MAX, why);
    if (err != ERR_NONE) {
        fault_prefix(why, language);
        fault_prefix(why, "texts");
    }
    return err;
}

enum err listen_check_template(struct str slug, const json_t *texts, struct arena *arena, struct template_put **put, struct fault *why)
{
    const char *language;
    json_t *words;
    if (!str_slug(slug))
        return fault_set(why, ERR_INVALID, "not_a_slug", "slug", "The slug must be 1 to 64 of a-z, 0-9, \"-\" and \"_\".");
    if (!json_object_size(texts) || json_object_size(texts) > LANGUAGES_MAX)
        return fault_set(why, ERR_INVALID, "required", "texts", "A template has words in 1 to %d languages.", LANGUAGES_MAX);
    json_object_foreach((json_t *)texts, language, words)
    {
        enum err err = words_check(language, words, why);
        if (err != ERR_NONE)
            return err;
    }
    *put = arena_new_object(arena, struct template_put);
    if (!*put)
        return ERR_MEMORY;
    **put = (struct template_put){.slug = slug, .texts = texts};
    return ERR_NONE;
}

/* ---- store and ask ---- */

/* One survey has one template for its invitations, and one for its reminders. */
static enum err survey_free(struct store *store, const struct fact *fact, const struct template_put *put, struct arena *arena,
                            struct fault *why)
{
    struct template_of_survey_row row;
    if (!put->survey_id)
        return ERR_NONE;
    enum err err =
        sql_template_of_survey(store, &(struct template_of_survey_in){fact->workspace_id, put->survey_id, put->reminder}, arena, &row);
    if (err == ERR_NONE && !str_equal(row.slug, put->slug))
        return fault_set(why, ERR_CONFLICT, "survey_has_words", "survey", "The template \"%.*s\" is already the words of this survey.",
                         STR_ARGS(row.slug));
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err template_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct template_put *put = fact->body;
    struct template_get_row row = {0};
    struct template_count_row count = {0};
    enum err err = sql_template_get(store, &(struct template_get_in){fact->workspace_id, put->slug}, arena, &row);
    if (err != ERR_NONE && err != ERR_NOT_FOUND)
        return err;
    if (fact->expected_revision && fact->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "If-Match", "This template was changed meanwhile. Read it again.");
    if (!put->texts)
        return err == ERR_NOT_FOUND ? fault_set(why, err, "not_found", "", "There is no such template.")
                                    : sql_template_delete(store, &(struct template_delete_in){fact->workspace_id, put->slug}, NULL);
    if (err == ERR_NOT_FOUND &&
        (err = sql_template_count(store, &(struct template_count_in){fact->workspace_id}, NULL, &count)) != ERR_NONE)
        return err;
    if (count.count >= TEMPLATES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d templates.", TEMPLATES_MAX);
    if ((err = survey_free(store, fact, put, arena, why)) != ERR_NONE)
        return err;
    struct str texts = json_kept(arena, put->texts);
    return texts.at ? sql_template_put(store,
                                       &(struct template_put_in){.workspace_id = fact->workspace_id,
                                                                 .slug = put->slug,
                                                                 .texts = texts,
                                                                 .revision = fact->number,
                                                                 .name = put->name.at ? put->name : STR(""),
                                                                 .has_survey_id = put->survey_id != 0,
                                                                 .survey_id = put->survey_id,
                                                                 .reminder = put->reminder},
                                       NULL)
                    : ERR_MEMORY;
}

static bool words_of(const json_t *texts, struct str language, struct template_words *words)
{
    char code[8];
    snprintf(code, sizeof code, "%.*s", language.length < sizeof code ? (int)language.length : 0, language.at);
    const json_t *found = json_object_get(texts, code);
    *words = (struct template_words){json_str(json_object_get(found, "subject")), json_str(json_object_get(found, "body"))};
    return words->subject.at && words->body.at;
}

/* True when this template has the language. */
static enum err words_from(struct str json, struct str language, struct arena *arena, struct template_words *words, bool *found)
{
    json_t *texts;
    struct template_words own;
    enum err err = json_read(arena, json, &texts, NULL);
    *found = err == ERR_NONE && words_of(texts, language, &own);
    if (*found)
        *words = own;
    return err;
}

static enum err words_by_slug(struct store *store, const struct template_wanted *wanted, struct str slug, struct arena *arena,
                              struct template_words *words, bool *found)
{
    struct template_get_row row;
    *found = false;
    if (!slug.length)
        return ERR_NONE;
    enum err err = sql_template_get(store, &(struct template_get_in){wanted->workspace_id, slug}, arena, &row);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    return words_from(row.texts, wanted->language, arena, words, found);
}

static enum err words_of_survey(struct store *store, const struct template_wanted *wanted, bool reminder, struct arena *arena,
                                struct template_words *words, bool *found)
{
    struct template_of_survey_row row;
    *found = false;
    enum err err =
        sql_template_of_survey(store, &(struct template_of_survey_in){wanted->workspace_id, wanted->survey_id, reminder}, arena, &row);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    return words_from(row.texts, wanted->language, arena, words, found);
}

enum err template_words_get(struct store *store, const struct template_wanted *wanted, struct arena *arena, struct template_words *words)
{
    bool found, reminder = wanted->reminder || str_is(wanted->slug, "reminder");
    *words = template_standard(reminder, wanted->language);
    enum err err = words_by_slug(store, wanted, wanted->reminder ? (struct str){0} : wanted->slug, arena, words, &found);
    if (err == ERR_NONE && !found)
        err = words_of_survey(store, wanted, reminder, arena, words, &found);
    if (err == ERR_NONE && !found)
        err = words_by_slug(store, wanted, reminder ? STR("reminder") : STR("invitation"), arena, words, &found);
    return err;
}

struct paging {
    bool (*each)(void *context, const struct template *template);
    void *context;
    bool seen[2];
};

static bool page_row(void *context, const struct template_page_row *row)
{
    struct paging *paging = context;
    paging->seen[0] |= str_is(row->slug, "invitation");
    paging->seen[1] |= str_is(row->slug, "reminder");
    const struct template template = {.slug = row->slug,
                                      .name = row->name,
                                      .texts = row->texts,
                                      .survey = row->survey,
                                      .reminder = row->reminder || str_is(row->slug, "reminder"),
                                      .revision = row->revision};
    return paging->each(paging->context, &template);
}

static void standard_write(bool reminder, struct buf *out)
{
    const char *comma = "";
    buf_add_char(out, '{');
    for (size_t i = 0; i < STANDARDS; i++) {
        if (standards[i].reminder != reminder)
            continue;
        buf_printf(out, "%s\"%s\":{\"subject\":", comma, standards[i].language);
        json_put_text(out, str_of(standards[i].subject));
        buf_add_text(out, ",\"body\":");
        json_put_text(out, str_of(standards[i].body));
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_char(out, '}');
}

enum err listen_templates(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct template *template),
                          void *context)
{
    struct paging paging = {each, context, {false, false}};
    struct buf texts = buf_new(1 << 16);
    enum err err = sql_template_page(store, &(struct template_page_in){workspace_id}, page_row, &paging);
    for (int i = 0; err == ERR_NONE && i < 2; i++) {
        buf_clear(&texts);
        standard_write(i == 1, &texts);
        const struct template standard = {
            .slug = i ? STR("reminder") : STR("invitation"), .texts = buf_str(&texts), .reminder = i == 1, .standard = true};
        if (!paging.seen[i])
            each(context, &standard);
    }
    buf_free(&texts);
    return err;
}
