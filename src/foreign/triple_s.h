/* What the files of the triple-S reader share. Nobody else includes this. */
#pragma once
#include "base/xml_read.h"
#include "foreign/variable.h"

struct sss_variable {
    struct variable variable;
    const struct xml_element *element;
    struct str ident, filter;
    const struct sss_variable *filtered_by;     /* earlier; NULL: none, or not found */
    bool serial, weight, several, contradicted; /* contradicted: somebody answered whom the filter leaves out */
    int64_t start, finish, subfields, width;    /* columns from 1; with commas start is the field's number */
    struct str raw;                             /* of the row being read */
};

struct sss {
    struct foreign *foreign;
    const char *language; /* of texts that do not say */
    struct sss_variable *variables;
    size_t count;
    struct str data; /* at NULL: the definition came alone */
    bool comma;      /* fields with commas between; else columns of characters */
    int64_t skip;    /* lines before the first row */
    size_t rows;
};

void sss_texts(struct sss *s, const struct xml_element *element, json_t *object, const char *field);

/* triple_s_data.c: the answers as UTF-8; then every row, seen or told. */
enum err sss_data_open(struct sss *s, struct fault *why) must_check;
enum err sss_data_each(struct sss *s, bool tell, struct fault *why) must_check;
