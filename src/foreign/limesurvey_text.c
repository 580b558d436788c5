/* Texts of LimeSurvey: HTML with pieces of expressions in braces. */
#include "foreign/limesurvey.h"

#include <strings.h>

enum { TEXT_BYTES_MAX = 1 << 17 };

/* What <script> and <style> hold is full of braces and no text. */
static size_t skipped(struct str rest)
{
    static const char *const tags[][2] = {{"<script", "</script"}, {"<style", "</style"}};
    for (int i = 0; i < 2; i++) {
        size_t begin = strlen(tags[i][0]), end = strlen(tags[i][1]);
        if (rest.length < begin || strncasecmp(rest.at, tags[i][0], begin) != 0)
            continue;
        for (size_t at = begin; at + end <= rest.length; at++)
            if (strncasecmp(rest.at + at, tags[i][1], end) == 0)
                return at;
        return rest.length;
    }
    return 0;
}

/* The length of "{…}" here, with braces within; 0: a brace that is only a sign, as before a space. */
static size_t piece_length(struct str rest)
{
    int open = 0;
    if (rest.length < 3 || strchr(" \t\r\n}", rest.at[1]) || (rest.at[1] >= '0' && rest.at[1] <= '9'))
        return 0;
    for (size_t i = 0; i < rest.length; i++) {
        open += rest.at[i] == '{';
        open -= rest.at[i] == '}';
        if (!open)
            return i + 1;
    }
    return 0;
}

/* "Q1.shown" → "Q1", when it is only a name. */
static struct str piece_name(struct str piece)
{
    static const char *const endings[] = {".shown", ".NAOK", ".code", ".value", ".valueNAOK"};
    struct str name = str_trim((struct str){piece.at + 1, piece.length - 2});
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i]);
        if (name.length > length && memcmp(name.at + name.length - length, endings[i], length) == 0)
            return (struct str){name.at, name.length - length};
    }
    return name;
}

static void put_piece(struct lime *l, struct str piece, struct buf *out)
{
    const struct lime_name *known = lime_name_find(l, piece_name(piece));
    bool whole = known && known->count == 1 && known->variables[0].is != EXPRESSION_MEMBER && known->variables[0].is != EXPRESSION_PLACE;
    if (whole && foreign_pipe(l->foreign, piece_name(piece), out))
        return;
    buf_add_text(out, "…");
    if (!l->question)
        foreign_note_once(l->foreign, FOREIGN_CHANGED, "piping_dropped", "What pieces in braces would show in a text is left out.");
    else if (l->question != l->piping_noted)
        foreign_note(l->foreign, l->question->code, FOREIGN_CHANGED, "piping_dropped", "What \"%.*s\" would show in its text is left out.",
                     piece.length > 80 ? 80 : (int)piece.length, piece.at);
    l->piping_noted = l->question;
}

void lime_put(struct lime *l, json_t *object, const char *field, const struct lime_language *language, struct str html)
{
    if (!html.length || !language->ours)
        return;
    struct buf out = buf_new(TEXT_BYTES_MAX);
    for (size_t i = 0; i < html.length;) {
        struct str rest = {html.at + i, html.length - i};
        size_t skip = rest.at[0] == '<' ? skipped(rest) : 0, piece = rest.at[0] == '{' ? piece_length(rest) : 0;
        if (piece)
            put_piece(l, (struct str){rest.at, piece}, &out);
        else if (!skip)
            buf_add_char(&out, rest.at[0]);
        i += piece ? piece : skip ? skip : 1;
    }
    foreign_text(l->foreign, object, field, language->ours, buf_str(&out));
    buf_free(&out);
}

void lime_put_question(struct lime *l, json_t *object, const char *field, const char *column)
{
    for (size_t i = 0; i < l->languages_count; i++)
        lime_put(l, object, field, &l->languages[i],
                 lime_words(l, LIME_QUESTION_TEXTS, LIME_QUESTIONS, l->question->qid, column, l->languages[i].theirs));
}

void lime_put_item(struct lime *l, json_t *object, const struct lime_item *item)
{
    for (size_t i = 0; i < l->languages_count; i++)
        lime_put(l, object, "text", &l->languages[i], lime_item_words(l, item, l->languages[i].theirs));
}

void lime_put_word(struct lime *l, json_t *object, enum lime_word word)
{
    static const char *const languages[] = {"en", "fi", "sv", "de", "fr", "es", "it", "nl", "pt", "ru"};
    static const char *const words[LIME_WORDS][sizeof languages / sizeof *languages] = {
#define W(name, ...) [LIME_WORD_##name] = {__VA_ARGS__},
#include "foreign/limesurvey_words.def"
#undef W
    };
    for (size_t i = 0; i < l->languages_count; i++) {
        const char *text = words[word][0];
        for (size_t known = 0; l->languages[i].ours && known < sizeof languages / sizeof *languages; known++)
            if (strcmp(languages[known], l->languages[i].ours) == 0)
                text = words[word][known];
        lime_put(l, object, "text", &l->languages[i], str_of(text));
    }
}
