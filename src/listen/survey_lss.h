/* What the two files that write LimeSurvey share; nobody else includes this.
 *
 * LimeSurvey names by codes of letters and digits, so that '_' can stand between a question and its part: Q1_SQ001. */
#pragma once
#include "listen/survey_export.h"

enum { LSS_CODE_MAX = 20, LSS_NAME_MAX = 2 * LSS_CODE_MAX + 1 };

/* Each into a code of LSS_CODE_MAX + 1 bytes, and of its question alone, so that an expression can name it. */
void lss_question_code(const struct question *q, char code[LSS_CODE_MAX + 1]);
void lss_answer_code(const struct question *q, size_t index, char code[LSS_CODE_MAX + 1]); /* a choice of one, at most 5 characters */
void lss_box_code(const struct question *q, size_t index, char code[LSS_CODE_MAX + 1]);    /* a choice that can be ticked */
void lss_row_code(const struct question *part, char code[LSS_CODE_MAX + 1]);               /* a row of a matrix and the like */
/* As an expression names it, "Q1" and "Q1_SQ001"; false: LimeSurvey does not ask it. */
bool lss_name(const struct question *q, char name[LSS_NAME_MAX + 1]) must_check;
extern const struct logic_dialect lss_logic;
