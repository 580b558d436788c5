/* SurveyJS JSON: what its files share; nobody else includes this. Properties are those of surveyjs.io/form-library/documentation, and the
 * older names that files in the wild still have (hasOther, questions). */
#pragma once
#include "foreign/foreign.h"

enum { SURVEYJS_DEPTH_MAX = 12, SURVEYJS_TRIGGERS_MAX = 200 };

/* A page or a panel around a question: its condition holds for everything in it. */
struct surveyjs_scope {
    struct surveyjs_scope *outer;
    struct str name;
    json_t *conditions; /* list; owned */
    bool once;          /* a panel or a table that repeats: {panel.x} and {row.x} mean its own questions */
    bool unfit;         /* none of its own conditions is counted as kept, or one that did not fit is counted as lost already */
};

/* A trigger: it shows questions, ends the survey, or jumps. What lies behind an end or a jump is shown only when it does not happen. */
enum surveyjs_rule_kind { RULE_SHOWS, RULE_ENDS, RULE_JUMPS };
enum surveyjs_rule_state { RULE_WAITS, RULE_NEXT_PAGE, RULE_HOLDS, RULE_OVER };
struct surveyjs_rule {
    const json_t *trigger;
    enum surveyjs_rule_kind kind;
    struct str text; /* its condition as an expression */
    enum surveyjs_rule_state state;
    json_t *condition; /* of an end or a jump: the negated one; the arena's */
    bool used, unfit;  /* it came to hold; somewhere it could not be said */
};

struct surveyjs {
    struct foreign *foreign;
    const json_t *root;
    struct str language; /* of texts that are not said by language */
    json_t *locales;     /* locale of the file → language */
    json_t *names;       /* every name in the file, for the reason why a condition cannot be kept */
    json_t *met;         /* names of the elements met so far */
    struct surveyjs_scope *scope;
    bool after; /* of the words after answering, which show no answers */
    struct surveyjs_rule rules[SURVEYJS_TRIGGERS_MAX];
    size_t rules_count;
    json_t *values; /* calculated by the survey or by a trigger, not yet made */
};

/* surveyjs.c */
struct str surveyjs_str(const json_t *tree, const char *name); /* {NULL,0} unless a text */
bool surveyjs_true(const json_t *tree, const char *name);
struct str surveyjs_name(struct surveyjs *s, const json_t *element);
struct str surveyjs_value(struct surveyjs *s, const json_t *value); /* a text, number or boolean as text; else {NULL,0} */
void surveyjs_text(struct surveyjs *s, json_t *object, const char *field, const json_t *value); /* of every language */
void surveyjs_elements(struct surveyjs *s, const json_t *elements, int depth);                  /* questions and panels in their order */

/* surveyjs_question.c: a question of any type. */
void surveyjs_question(struct surveyjs *s, const json_t *element, int depth);
/* Begins a question: text, hint, required, and its conditions. NULL when the survey is full. */
json_t *surveyjs_begin(struct surveyjs *s, const json_t *element, struct str name, const char *type);

/* surveyjs_choices.c */
void surveyjs_choices(struct surveyjs *s, const json_t *element, json_t *question); /* "choices" and what belongs to them */
/* Options of a list of items; how many came over. */
size_t surveyjs_options(struct surveyjs *s, const json_t *items, json_t *question, const char *list, struct str name);
/* Items that are whole numbers going up by one, without words: their ends. */
bool surveyjs_scale(const json_t *items, int64_t *low, int64_t *high);
const json_t *surveyjs_items(struct surveyjs *s, const json_t *element); /* choices, of this or of the question they come from */
bool surveyjs_generated(const json_t *element, int64_t *low, int64_t *high, int64_t *step); /* choicesMin, choicesMax */

struct str surveyjs_item_value(struct surveyjs *s, const json_t *item);

/* surveyjs_offers.c: when a choice or row is offered, once its option is there (NULL: it was left out); of a list, of the items that came
 * with it. What is kept and lost is counted. */
void surveyjs_item_offer(struct surveyjs *s, const json_t *item, const json_t *question, json_t *option, struct str name);
void surveyjs_list_offer(struct surveyjs *s, const json_t *element, json_t *question, const char *list, const json_t *items,
                         struct str name);
void surveyjs_carried_offer(struct surveyjs *s, const json_t *element, json_t *question, const json_t *items, struct str name);
void surveyjs_lost_offers(struct surveyjs *s, const json_t *table);    /* none of whose columns has rows here */
bool surveyjs_is_list_logic(const json_t *element, const char *field); /* surveyjs_list_offer reads it of this element */

/* surveyjs_parts.c */
void surveyjs_matrix(struct surveyjs *s, const json_t *element);
void surveyjs_table(struct surveyjs *s, const json_t *element, int depth); /* matrixdropdown, matrixdynamic */
void surveyjs_items_table(struct surveyjs *s, const json_t *element);      /* multipletext */
void surveyjs_panels(struct surveyjs *s, const json_t *element, int depth);

/* surveyjs_logic.c */
const json_t *surveyjs_question_known(const struct surveyjs *s, struct str name); /* ours; NULL: not met */
/* Opens a scope with the element's conditions; to be closed. */
void surveyjs_scope_open(struct surveyjs *s, struct surveyjs_scope *scope, const json_t *element, struct str name);
void surveyjs_scope_close(struct surveyjs *s);
/* The element's own conditions, those around it, and the triggers that concern it. */
void surveyjs_conditions(struct surveyjs *s, const json_t *element, json_t *question, struct str name);
void surveyjs_lost_logic(struct surveyjs *s, const json_t *element, struct str name); /* conditions of something that was not kept */
/* A new reference; NULL when it cannot be kept: surveyjs_condition then writes a note for the question. */
json_t *surveyjs_condition(struct surveyjs *s, struct str text, struct str question);
/* "panel.x" and "row.x" as "x", in what repeats. */
struct str surveyjs_without_panel(const struct surveyjs *s, struct str name);
/* What foreign_calculated takes, a new reference; NULL when it cannot be kept. */
json_t *surveyjs_calculation(struct surveyjs *s, struct str text, struct fault *why);
json_t *surveyjs_condition_try(struct surveyjs *s, struct str text, struct fault *why);

/* surveyjs_values.c: what the survey calculates without showing it, and what a trigger computes or copies into a name of its own. They
 * become questions as soon as all they are made of was asked; the rest is noted. */
void surveyjs_values_begin(struct surveyjs *s);
bool surveyjs_trigger_value(struct surveyjs *s, const json_t *trigger); /* it waits with them; false: it cannot be one */
void surveyjs_values_try(struct surveyjs *s);
void surveyjs_values_end(struct surveyjs *s);
bool surveyjs_in_rounds(const struct surveyjs *s); /* what is being read repeats */

/* surveyjs_triggers.c */
bool surveyjs_is_trigger(const json_t *trigger, const char *type); /* "skip", "skiptrigger", in any letters */
/* When it fires, as an expression: its own, or of {name, operator, value}. Empty: it does not say. */
struct str surveyjs_trigger_condition(struct surveyjs *s, const json_t *trigger);
void surveyjs_triggers(struct surveyjs *s);
void surveyjs_triggers_end(struct surveyjs *s); /* counts what was kept and what was lost */
void surveyjs_page_begins(struct surveyjs *s);
void surveyjs_met(struct surveyjs *s, struct str name);         /* an element of that name begins: jumps to it end here */
void surveyjs_rules_after(struct surveyjs *s, struct str name); /* it was asked: jumps from it hold from here on */
void surveyjs_rules_apply(struct surveyjs *s, json_t *question);
json_t *surveyjs_shown_by(struct surveyjs *s, struct str name); /* what triggers want for it to be shown; NULL: nothing */
bool surveyjs_never_shown(struct surveyjs *s, const json_t *element, struct str name);
