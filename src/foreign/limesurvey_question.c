/* LimeSurvey's questions without rows, and what all its questions have in common. */
#include "foreign/limesurvey.h"

enum { TEXT_LENGTH_MAX = 10000 };

static void note(struct lime *l, enum foreign_change change, const char *code, const char *why)
{
    foreign_note(l->foreign, l->question->code, change, code, "%s", why);
}

json_t *lime_question_new(struct lime *l, const char *suffix, const char *type)
{
    const char *name = arena_printf(l->foreign->arena, "%.*s%s", STR_ARGS(l->question->code), suffix);
    json_t *question = name ? foreign_question(l->foreign, str_of(name), type) : NULL;
    if (question)
        lime_put_question(l, question, "text", "question");
    return question;
}

static struct expression_variable plain(struct lime *l, const json_t *question, enum expression_values is)
{
    return (struct expression_variable){.field = lime_field(l, question, STR("")), .is = is};
}

/* ---- choices ---- */

/* The options of a list in our words: what foreign_option made of each code. */
const json_t *lime_options(const struct lime *l, const json_t *question, const char *list)
{
    char key[80];
    struct buf name = buf_new(sizeof key);
    buf_printf(&name, "%s.%s", json_string_value(json_object_get(question, "id")), list);
    const json_t *options = json_object_getn(l->foreign->options, name.at, name.length);
    buf_free(&name);
    return options;
}

size_t lime_options_add(struct lime *l, json_t *question, const char *list, const struct lime_item *items, size_t count)
{
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        json_t *option = foreign_option(l->foreign, question, list, items[i].code);
        if (option)
            lime_put_item(l, option, &items[i]);
        added += option != NULL;
    }
    if (added < count && added == FOREIGN_OPTIONS_MAX)
        foreign_note(l->foreign, l->question->code, FOREIGN_LOST, "too_many_options", "It has %zu choices or rows; the first %d are kept.",
                     count, FOREIGN_OPTIONS_MAX);
    return added;
}

/* "Other": its own words, or those the file gives it. */
static struct str other_add(struct lime *l, json_t *question, const char *code)
{
    json_t *option =
        str_is(lime_cell(l->question->row, "other"), "Y") ? foreign_option(l->foreign, question, "choices", str_of(code)) : NULL;
    if (!option)
        return STR("");
    lime_put_word(l, option, LIME_WORD_other);
    for (size_t i = 0; i < l->languages_count; i++)
        lime_put(l, option, "text", &l->languages[i], lime_attribute(l, l->question->qid, "other_replace_text", l->languages[i].theirs));
    json_object_set_new(option, "other", json_true());
    struct expression_variable words = {
        .field = lime_field(l, question, STR("other")), .is = EXPRESSION_TEXT, .member = json_str(json_object_get(option, "id"))};
    lime_name_add(l, "_other", "other", words, LIME_PLAIN);
    return words.member;
}

static void shuffle_if(struct lime *l, json_t *question)
{
    if (lime_attribute_on(l, "random_order") || str_is(lime_attribute(l, l->question->qid, "answer_order", STR("")), "random") ||
        str_is(lime_attribute(l, l->question->qid, "subquestion_order", STR("")), "random"))
        json_object_set_new(question, "shuffle", json_true());
}

/* How many may be chosen, of those there are. */
static void bounds_put(struct lime *l, json_t *question)
{
    static const char *const names[][2] = {{"min_answers", "least"}, {"max_answers", "most"}};
    int64_t count = (int64_t)json_array_size(json_object_get(question, "choices")), bound[2] = {1, count};
    for (int i = 0; i < 2; i++) {
        struct str value = lime_attribute(l, l->question->qid, names[i][0], STR(""));
        if (!value.length || str_is(value, "0"))
            continue;
        if (str_integer(value, &bound[i]) && bound[i] >= 1 && bound[i] <= count && bound[0] <= bound[1])
            json_object_set_new(question, names[i][1], json_integer(bound[i]));
        else if (!(i && bound[i] > count))
            note(l, FOREIGN_LOST, "count_of_choices", "How many may be chosen is not a plain number that fits; the bound is left out.");
    }
}

static void comment_add(struct lime *l)
{
    json_t *question = lime_question_new(l, "_comment", "text");
    if (!question)
        return;
    json_object_clear(json_object_get(question, "text"));
    lime_put_word(l, question, LIME_WORD_comment);
    json_object_set_new(question, "length_max", json_integer(TEXT_LENGTH_MAX));
    lime_name_add(l, "_comment", "comment", plain(l, question, EXPRESSION_TEXT), LIME_PLAIN);
}

static void choice_add(struct lime *l)
{
    struct lime_item items[LIME_ITEMS_MAX];
    size_t count = lime_answers(l, l->question->qid, 0, items);
    if (l->question->type != 'O' && !str_is(lime_cell(l->question->row, "other"), "Y") && lime_is_scale(l, items, count)) {
        json_t *rating = lime_question_new(l, "", "rating");
        if (rating) {
            lime_scale_put(l, rating, items, count);
            lime_name_add(l, "", "", plain(l, rating, EXPRESSION_NUMBER), LIME_PLAIN);
        }
        return;
    }
    json_t *question = lime_question_new(l, "", "choice");
    if (!question)
        return;
    size_t added = lime_options_add(l, question, "choices", items, count);
    struct expression_variable variable = plain(l, question, EXPRESSION_CHOICE);
    other_add(l, question, "-oth-");
    if (!added && !json_array_size(json_object_get(question, "choices"))) {
        foreign_question_drop(l->foreign, question);
        return note(l, FOREIGN_LOST, "nothing_to_choose", "It has no answers to choose among.");
    }
    variable.values = lime_options(l, question, "choices");
    lime_name_add(l, "", "", variable, LIME_PLAIN);
    shuffle_if(l, question);
    if (l->question->type == 'O')
        comment_add(l);
}

/* Answers that LimeSurvey has words for itself. */
static void own_choice_add(struct lime *l, const char *const codes[2], const enum lime_word words[2])
{
    json_t *question = lime_question_new(l, "", "choice");
    for (int i = 0; question && i < 2; i++) {
        json_t *option = foreign_option(l->foreign, question, "choices", str_of(codes[i]));
        if (option)
            lime_put_word(l, option, words[i]);
    }
    if (!question)
        return;
    struct expression_variable variable = plain(l, question, EXPRESSION_CHOICE);
    variable.values = lime_options(l, question, "choices");
    lime_name_add(l, "", "", variable, LIME_PLAIN);
}

static void exclusive_put(struct lime *l, json_t *question)
{
    struct str codes = lime_attribute(l, l->question->qid, "exclude_all_others", STR("")), code;
    while (str_cut(&codes, ';', &code)) {
        struct str id = foreign_option_known(l->foreign, json_str(json_object_get(question, "id")), "choices", str_trim(code));
        size_t i;
        json_t *choice;
        json_array_foreach(json_object_get(question, "choices"), i,
                           choice) if (id.at && str_equal(json_str(json_object_get(choice, "id")), id))
            json_object_set_new(choice, "exclusive", json_true());
    }
}

/* A text beside each choice. */
static void comments_add(struct lime *l, const struct lime_item *items, size_t count)
{
    json_t *comments = lime_question_new(l, "_comments", "matrix");
    if (!comments)
        return;
    json_object_set_new(comments, "cell", json_string("text"));
    lime_options_add(l, comments, "rows", items, count);
    l->parts += json_array_size(json_object_get(comments, "rows"));
    for (size_t i = 0; i < count; i++) {
        struct str id = foreign_option_known(l->foreign, json_str(json_object_get(comments, "id")), "rows", items[i].code);
        const char *name = arena_printf(l->foreign->arena, "_%.*scomment", STR_ARGS(items[i].code));
        struct expression_variable variable = {.field = lime_field(l, comments, id), .is = EXPRESSION_TEXT};
        if (id.at && name)
            lime_name_add(l, name, name + 1, variable, LIME_PLAIN);
    }
    note(l, FOREIGN_CHANGED, "comments_apart", "The comments beside the choices became a question of their own.");
}

static void choices_add(struct lime *l)
{
    struct lime_item items[LIME_ITEMS_MAX];
    size_t count = lime_subquestions(l, l->question->qid, 0, items);
    json_t *question = lime_question_new(l, "", "choices");
    if (!question)
        return;
    lime_options_add(l, question, "choices", items, count);
    other_add(l, question, "other");
    if (!json_array_size(json_object_get(question, "choices"))) {
        foreign_question_drop(l->foreign, question);
        return note(l, FOREIGN_LOST, "nothing_to_choose", "It has no answers to choose among.");
    }
    struct expression_variable variable = plain(l, question, EXPRESSION_CHOICES);
    variable.values = lime_options(l, question, "choices");
    lime_name_add(l, "", "", variable, LIME_PLAIN);
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_printf(l->foreign->arena, "_%.*s", STR_ARGS(items[i].code));
        variable.is = EXPRESSION_MEMBER;
        variable.member = foreign_option_known(l->foreign, json_str(json_object_get(question, "id")), "choices", items[i].code);
        if (variable.member.at && name)
            lime_name_add(l, name, name + 1, variable, LIME_PLAIN);
    }
    bounds_put(l, question);
    exclusive_put(l, question);
    shuffle_if(l, question);
    if (l->question->type == 'P' && count)
        comments_add(l, items, count);
}

static void ranking_add(struct lime *l)
{
    struct lime_item items[LIME_ITEMS_MAX];
    size_t count = lime_answers(l, l->question->qid, 0, items);
    if (!count)
        count = lime_subquestions(l, l->question->qid, 0, items);
    if (count < 2)
        return note(l, FOREIGN_LOST, "nothing_to_choose", "It has no two things to put in order.");
    json_t *question = lime_question_new(l, "", "ranking");
    if (!question)
        return;
    size_t added = lime_options_add(l, question, "choices", items, count);
    l->parts += added;
    for (size_t i = 1; i <= count; i++) {
        struct expression_variable variable = plain(l, question, EXPRESSION_PLACE);
        const char *name = arena_printf(l->foreign->arena, "_%zu", i);
        variable.place = (int)i;
        variable.values = lime_options(l, question, "choices");
        if (name)
            lime_name_add(l, name, name + 1, variable, LIME_PLAIN);
    }
    bounds_put(l, question);
    shuffle_if(l, question);
}

/* ---- numbers, texts, dates ---- */

static void number_add(struct lime *l)
{
    static const char *const names[][2] = {{"min_num_value_n", "low"}, {"max_num_value_n", "high"}};
    json_t *question = lime_question_new(l, "", "number");
    double bound[2];
    bool has[2];
    if (!question)
        return;
    for (int i = 0; i < 2; i++)
        has[i] = lime_attribute_number(l, names[i][0], &bound[i]);
    for (int i = 0; i < 2; i++)
        if (has[i] && (!has[!i] || bound[0] <= bound[1]))
            json_object_set_new(question, names[i][1], json_real(bound[i]));
        else if (!has[i] && lime_attribute(l, l->question->qid, names[i][0], STR("")).length)
            note(l, FOREIGN_LOST, "bound_not_a_number", "A bound of the number is a calculation; it is left out.");
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_NUMBER), LIME_PLAIN);
}

static void text_add(struct lime *l, const char *type)
{
    double most;
    json_t *question = lime_question_new(l, "", type);
    if (!question)
        return;
    if (lime_attribute_number(l, "maximum_chars", &most) && most >= 1 && most <= TEXT_LENGTH_MAX)
        json_object_set_new(question, "length_max", json_integer((json_int_t)most));
    else if (l->archive)
        json_object_set_new(question, "length_max", json_integer(TEXT_LENGTH_MAX));
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_TEXT), LIME_PLAIN);
}

/* A format without day and month asks for a time of day. */
static void date_add(struct lime *l)
{
    struct str format = lime_attribute(l, l->question->qid, "date_format", STR(""));
    bool time = memchr(format.at, 'H', format.length) || memchr(format.at, 'h', format.length);
    bool date =
        !time || memchr(format.at, 'd', format.length) || memchr(format.at, 'Y', format.length) || memchr(format.at, 'y', format.length);
    json_t *question = lime_question_new(l, "", date ? "date" : "time");
    if (!question)
        return;
    if (date && time)
        note(l, FOREIGN_CHANGED, "time_dropped", "It asks for a date and a time; the date is kept.");
    if (lime_attribute(l, l->question->qid, "date_min", STR("")).length || lime_attribute(l, l->question->qid, "date_max", STR("")).length)
        note(l, FOREIGN_LOST, "date_bounds", "A date has no earliest or latest day here.");
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_TEXT), date ? LIME_DATE : LIME_TIME);
}

static void rating_add(struct lime *l)
{
    json_t *question = lime_question_new(l, "", "rating");
    if (!question)
        return;
    json_object_set_new(question, "scale", json_pack("{s:i,s:i}", "low", 1, "high", 5));
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_NUMBER), LIME_PLAIN);
}

static void statement_add(struct lime *l)
{
    json_t *question = lime_question_new(l, "", "statement");
    if (question && !json_object_size(json_object_get(question, "text"))) {
        foreign_question_drop(l->foreign, question);
        note(l, FOREIGN_LOST, "script_dropped", "It shows no words: scripts and pictures are not taken over.");
    }
}

/* ---- every question ---- */

static void file_add(struct lime *l)
{
    double most = 1, kilobytes = 0;
    json_t *question = lime_question_new(l, "", "file");
    if (!lime_attribute_number(l, "max_num_of_files", &most))
        most = 1;
    if (!lime_attribute_number(l, "max_filesize", &kilobytes))
        kilobytes = 0;
    if (question)
        (void)foreign_file(l->foreign, question, lime_attribute(l, l->question->qid, "allowed_filetypes", STR("")),
                           most >= 1 && most < 1000 ? (int64_t)most : 1, kilobytes * 1024);
}

/* Its text is the equation, {sum(Q1, Q2)}, unless an attribute is. What stands around it is words, which are no number. */
static void equation_add(struct lime *l)
{
    struct str apart = lime_attribute(l, l->question->qid, "equation", STR("")), text = apart;
    struct fault why = {0};
    if (!text.length && l->languages_count)
        text = foreign_plain(l->foreign,
                             lime_words(l, LIME_QUESTION_TEXTS, LIME_QUESTIONS, l->question->qid, "question", l->languages[0].theirs));
    text = str_trim(text);
    bool piece = text.length > 2 && text.at[0] == '{' && memchr(text.at, '}', text.length) == text.at + text.length - 1;
    if (piece)
        text = str_trim((struct str){text.at + 1, text.length - 2});
    json_t *calculation = piece ? lime_calculation(l, text, &why) : NULL,
           *question = calculation ? foreign_question(l->foreign, l->question->code, "calculated") : NULL;
    if (!question) {
        json_decref(calculation);
        note(l, FOREIGN_LOST, "equation", "How its value is calculated cannot be said here; sums and means of numbers can.");
        return;
    }
    if (apart.length)
        lime_put_question(l, question, "text", "question");
    foreign_calculated(l->foreign, question, calculation);
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_NUMBER), LIME_PLAIN);
}

static void question_kind_add(struct lime *l)
{
    static const char *const yes_no[] = {"Y", "N"}, *const genders[] = {"F", "M"};
    switch (l->question->type) {
    case '5':
        return rating_add(l);
    case '!':
    case 'L':
    case 'O':
        return choice_add(l);
    case 'Y':
        return own_choice_add(l, yes_no, (const enum lime_word[]){LIME_WORD_yes, LIME_WORD_no});
    case 'G':
        return own_choice_add(l, genders, (const enum lime_word[]){LIME_WORD_female, LIME_WORD_male});
    case 'M':
    case 'P':
        return choices_add(l);
    case 'R':
        return ranking_add(l);
    case 'N':
        return number_add(l);
    case 'S':
        return lime_attribute_on(l, "numbers_only") ? number_add(l) : text_add(l, "text");
    case 'T':
    case 'U':
        return text_add(l, "story");
    case 'D':
        return date_add(l);
    case 'X':
        return statement_add(l);
    case 'I':
        return note(l, FOREIGN_LOST, "language_question", "The page has a choice of language of its own.");
    case '|':
        return file_add(l);
    case '*':
        return equation_add(l);
    default:
        return lime_array_add(l);
    }
}

/* Never shown: its value comes with the link. What has several values at once is nothing a link can bring. */
static void hidden_add(struct lime *l)
{
    json_t *question = strchr("5!LNSTUYGD", l->question->type) ? lime_question_new(l, "", "hidden") : NULL;
    if (!question)
        return note(l, FOREIGN_LOST, "hidden", "It was never shown; what it held is not taken over.");
    lime_name_add(l, "", "", plain(l, question, EXPRESSION_TEXT), LIME_PLAIN);
    note(l, FOREIGN_CHANGED, "hidden_value", "It was never shown; its value now comes with the link or the answer.");
}

/* What only changes how a question looks is not worth a note; this changes what is asked. */
static void attributes_note(struct lime *l)
{
    static const struct {
        const char *name;
        enum foreign_change change;
        const char *code, *why;
    } known[] = {
        {"em_validation_q", FOREIGN_LOST, "validation", "A rule its answer must obey is left out."},
        {"em_validation_sq", FOREIGN_LOST, "validation", "A rule each of its answers must obey is left out."},
        {"random_group", FOREIGN_LOST, "random_group",
         "It was mixed with the other questions of its random group; now the order is fixed."},
        {"prefix", FOREIGN_CHANGED, "prefix", "Words before the field of the answer are left out."},
        {"suffix", FOREIGN_CHANGED, "suffix", "Words behind the field of the answer are left out."},
        {"time_limit", FOREIGN_LOST, "time_limit", "There is no time limit for a question here."},
        {"code_filter", FOREIGN_LOST, "code_filter", "Which choices are offered depended on a filter; now all are."},
        {"min_num_value", FOREIGN_LOST, "sum_bounds", "The least its numbers must make together is left out."},
        {"max_num_value", FOREIGN_LOST, "sum_bounds", "The most its numbers may make together is left out."},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct str value = lime_attribute(l, l->question->qid, known[i].name, STR(""));
        if (value.length && !str_is(value, "0"))
            note(l, known[i].change, known[i].code, known[i].why);
    }
    if (lime_attribute_on(l, "alphasort"))
        note(l, FOREIGN_CHANGED, "alphasort", "Its choices stood in alphabetical order; now they stand as in the file.");
    if (lime_cell(l->question->row, "preg").length)
        note(l, FOREIGN_LOST, "validation", "The pattern its answer must match is left out.");
    if (lime_first(l, LIME_DEFAULTS, l->question->qid))
        note(l, FOREIGN_LOST, "default", "The answer that was filled in beforehand is left out.");
    if (str_is(lime_cell(l->question->row, "mandatory"), "S"))
        note(l, FOREIGN_CHANGED, "soft_mandatory", "An answer was asked for but not needed; now it is voluntary.");
}

/* Of all that became of it, the first carries the hint; comments beside an answer stay voluntary. */
static void common_put(struct lime *l, size_t first)
{
    bool required = str_is(lime_cell(l->question->row, "mandatory"), "Y");
    for (size_t i = first; i < json_array_size(l->foreign->questions); i++) {
        json_t *question = json_array_get(l->foreign->questions, i);
        struct str type = json_str(json_object_get(question, "type"));
        bool comment = i > first && (l->question->type == 'O' || l->question->type == 'P');
        if (i == first && !str_is(type, "hidden"))
            lime_put_question(l, question, "hint", "help");
        if (required && !comment && !str_is(type, "statement") && !str_is(type, "hidden"))
            json_object_set_new(question, "required", json_true());
    }
}

/* Whoever was never shown the question left it open, and their answers are to come in. */
static void voluntary_put(struct lime *l, size_t first)
{
    bool changed = false;
    for (size_t i = first; i < json_array_size(l->foreign->questions); i++)
        changed |= json_object_del(json_array_get(l->foreign->questions, i), "required") == 0;
    if (changed)
        note(l, FOREIGN_CHANGED, "now_voluntary", "It had to be answered by those who were shown it; now it is voluntary.");
}

void lime_question_add(struct lime *l)
{
    size_t first = json_array_size(l->foreign->questions);
    int64_t lost = l->foreign->logic_lost;
    struct lime_relevance relevance = lime_relevance_read(l);
    if (lime_attribute_on(l, "hidden"))
        hidden_add(l);
    else
        question_kind_add(l);
    if (json_array_size(l->foreign->questions) > first) {
        attributes_note(l);
        common_put(l, first);
    }
    lime_relevance_apply(l, first, &relevance);
    bool group_lost = l->question->group && l->question->group->condition_lost;
    if (l->archive && (group_lost || l->foreign->logic_lost > lost))
        voluntary_put(l, first);
}
