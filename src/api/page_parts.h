/* What the files of the respondent's page share among themselves; nobody else includes this. */
#pragma once
#include "api/page.h"
#include "listen/tongue.h"

enum page_word {
#define W(key, en, fi, sv) WORD_##key,
#include "api/page_words.def"
#undef W
    PAGE_WORDS
};
struct str page_word(enum page_word word, enum tongue tongue);
const char *page_word_key(enum page_word word);

/* Writes HTML: %s takes a struct str and escapes it for text and quoted attributes, %d an int64_t, %h a
 * const char * of our own markup, as it is, %% a percent sign. */
void page_put(struct buf *out, const char *format, ...);
void page_put_escaped(struct buf *out, struct str text);
struct page_slot {
    const char *name; /* "low" for {low} */
    double value;
};
/* A word with its slots filled by numbers, escaped; the decimal sign of the tongue. */
void page_put_filled(struct buf *out, struct str word, enum tongue tongue, const struct page_slot *slots, size_t count);

struct page_paper { /* what one rendering carries along */
    const struct page_view *view;
    enum tongue tongue;
    struct buf *out;
    const json_t *calculated;
    const struct page_form *form; /* as it came back; NULL: everything is shown */
    const uint64_t *offered;      /* by question: what of it there is to answer after the answers so far; NULL: everything */
};
const json_t *page_form_value(const struct page_form *form, struct str field); /* what a condition sees of it; NULL: nothing */
void page_write_question(const struct page_paper *paper, const struct question *question);
/* The sentence about a fault at its question; empty when the question has none. */
void page_fault_text(const struct page_paper *paper, const struct question *question, struct buf *out);
const struct fault *page_fault_of(const struct page_view *view, struct str question_id);
struct str page_fault_question(const struct fault *fault); /* "answers.felt.all.joy" → "felt" */
/* True when a long scale is better typed than picked. */
bool page_scale_typed(const struct question *question);
bool page_question_grouped(enum question_type type); /* several fields under one legend */

struct page_cell {        /* a choice: a field lying over its label */
    const char *type;     /* radio, checkbox */
    struct str name, key; /* key: tail of the id, unique among the fields of that name */
    struct str value, label;
    struct str unseen;                    /* said by a screen reader after the label */
    const char *look;                     /* class of the cell */
    const json_t *texts;                  /* the survey's own label, where `label` is empty */
    const struct survey_picture *picture; /* above the label; NULL or without an id: none */
    bool hidden;                          /* it is not offered */
};

struct page_ends {
    struct str low, high;
};

/* page_piping.c: a text of the survey, with what is known in the place of its name; empty when NULL. */
struct str page_own_text(const struct page_paper *paper, const json_t *texts);
void page_put_own(const struct page_paper *paper, const json_t *texts); /* escaped; the script keeps it current */
struct str page_value(const struct page_paper *paper, struct str name); /* of the form that came back; empty when none */
/* Nothing when it has no id. */
void page_put_picture(const struct page_paper *paper, const struct survey_picture *picture, const char *look);
void page_put_cell(const struct page_paper *paper, const struct page_cell *cell);
void page_put_scale(const struct page_paper *paper, struct str name, int64_t low, int64_t high, struct page_ends ends);

/* page_files.c: the files given so far, each with a box to untick, and the field to choose one. */
void page_put_files(const struct page_paper *paper, const struct question *question);
/* Where a button of the form goes without a script: with its files, where any are asked for, and back to a place of the page ("#q-ease";
 * "": to its beginning). Nothing when that is where the form goes anyway. */
void page_put_way(const struct page_paper *paper, const char *place);
void page_put_address(const struct page_paper *paper, const char *below); /* of this page, up to its query; below: "", "/files" */

/* page_split.c: questions that their parts answer, and the parts beside an answer. */
void page_put_split(const struct page_paper *paper, const struct question *question);
void page_put_other(const struct page_paper *paper, const struct question *question);
void page_put_opt_outs(const struct page_paper *paper, const struct question *question);
/* The places of the choices, or of a matrix's rows; another order for each form where they are shuffled, the same again when the form comes
 * back. `order` has room for CHOICES_MAX. */
/* Puts them into an order of the form's own, another one for each name. */
void page_stir(const struct page_paper *paper, struct str what, uint8_t *items, size_t count);
void page_order(const struct page_paper *paper, const struct question *question, uint8_t *order);

/* page_maxdiff.c: the tasks of a best-worst question, in an order of the form's own, and so the items of each. */
void page_put_tasks(const struct page_paper *paper, const struct question *question);

/* page_group.c: what a question has of its group and round, in its heading; a group's own place; the place behind its rounds. */
void page_put_round(const struct page_paper *paper, const struct question *question);
void page_put_remove(const struct page_paper *paper, const struct question *question);
void page_put_group(const struct page_paper *paper, const struct question *group);
void page_put_more(const struct page_paper *paper, const struct question *group);
bool page_opens_round(const struct question *question);                                /* the first of its round */
bool page_round_open(const struct page_paper *paper, const struct question *question); /* added, so far as that is how it comes */
bool page_groups_grow(const struct survey_definition *survey);                         /* rounds can be added */

/* page_pages.c: the questions page by page, which page of how many, and the way between them. */
enum err page_paper_open(struct page_paper *paper); /* fills shown */
void page_put_pages(const struct page_paper *paper, void (*opening)(const struct page_paper *paper));
void page_put_bar(const struct page_paper *paper);
bool page_put_place(const struct page_paper *paper); /* "Page 2 of 5"; false on the first */
void page_put_enter(const struct page_paper *paper); /* unseen, where a round's buttons stand before the others */
void page_put_buttons(const struct page_paper *paper);
bool page_hides(const struct page_paper *paper, const struct question *question); /* its condition can no longer hold on this page */
/* Likewise of a choice of the question, and of a part. */
bool page_hides_choice(const struct page_paper *paper, const struct question *question, const struct choice *choice);
bool page_hides_part(const struct page_paper *paper, const struct question *part);
uint64_t page_offered(const struct page_paper *paper, const struct question *question); /* as far as is known */

/* What passes through the form from the address to the response. */
struct page_carried {
    struct str channel, touchpoint, unit;
    struct page_pair attributes[PAGE_CARRIED_MAX]; /* names without "attr." */
    size_t attributes_count;
};
/* Something a person could have meant: UTF-8 of 1 to so many characters, none of them a control character. */
bool page_plain_text(struct str text, size_t most);
void page_carried_read(const struct survey_definition *survey, const struct page_pairs *pairs, struct page_carried *carried);
/* page_arm.c: the arm of the survey that came along; where none did, the one that falls to the seed comes along from now on. NULL: there
 * are none. */
const struct arm *page_arm(const struct survey_definition *survey, struct str seed, struct page_carried *carried);
struct str page_seed(const struct page_view *view);
/* The view as its arm shows the survey, with the arm among what came along; it has an arena. False: memory is out. */
bool page_view_in_arm(struct page_view *view) must_check;
/* `lang` or, where a question has that name, `meta.lang`. */
struct str page_own_value(const struct survey_definition *survey, const struct page_pairs *pairs, const char *name);
void page_own_name(const struct survey_definition *survey, const char *name, struct buf *out);

void page_write_head(const struct page_paper *paper); /* up to <body> */
void page_write_brand(const struct page_paper *paper);
const char *page_language_name(struct str language);   /* in the language itself; NULL when we have none */
void page_write_kiosk(const struct page_paper *paper); /* the start, the thanks and the question whether somebody is there */
void page_write_colours(const struct workspace *workspace, struct buf *out); /* the one <style>'s content */
