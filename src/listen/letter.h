/* A letter: a template's words about one customer, as the subject, plain text and HTML of a message. Pure.
 *
 * Whatever comes from outside (names, attributes) is text in the HTML and cannot become markup, a link or a header. */
#pragma once
#include "listen/template.h"

struct letter {
    const struct workspace *workspace;
    const struct survey_definition *survey;
    struct str language, customer_name, touchpoint_name;
    const json_t *attributes;               /* of the encounter; NULL: none */
    struct str answer_url, unsubscribe_url; /* unsubscribe_url empty: no such line (a test) */
    bool open_link;                         /* answer_url is the survey's own: the answers in the letter name their question */
    bool anonymous_reminder;                /* says that nobody knows who has answered */
};

struct letter_text {
    struct str subject, text, html; /* in the arena */
};

/* ERR_MEMORY, ERR_TOO_LARGE. A field without a value is nothing. */
enum err letter_write(const struct letter *letter, const struct template_words *words, struct arena *arena,
                      struct letter_text *out) must_check;

/* The question whose answers are links in the message: the survey's first, when it is a score of at most eleven steps that everybody sees;
 * else NULL. */
const struct question *letter_question(const struct survey_definition *survey);
