#include "cli/cli.h"
#include "cli/source.h"

#include "listen/survey_export.h"

#include <stdio.h>
#include <stdlib.h>

enum { DOCUMENT_MAX = 64 << 20, REPORT_MAX = 1 << 20 };

static enum err document_make(const struct options *options, const struct source *source, struct survey_report *report,
                              struct buf *document, struct buf *told, struct fault *why)
{
    const struct survey *survey = source->survey;
    const struct survey_definition *definition = survey->published ? survey->published->definition : survey->draft;
    int64_t version = survey->published ? survey->published->version : 0;
    struct str format = str_of(options->format);
    enum err err = survey_export(definition, version, format, str_of(options->language), clock_system()->now_ms(clock_system()), report,
                                 document, why);
    if (err == ERR_NONE)
        survey_report_write(definition, format, report, told);
    return err == ERR_NONE && told->failed ? ERR_MEMORY : err;
}

static enum err document_write(const struct options *options, const struct buf *document, struct fault *why)
{
    FILE *to = fopen(options->output, "we");
    bool written = to && fwrite(document->at, 1, document->length, to) == document->length;
    if (to && fclose(to) != 0)
        written = false;
    return written ? ERR_NONE : fault_set(why, ERR_IO, "write", "output", "%s cannot be written.", options->output);
}

int cli_export_survey(const struct options *options)
{
    struct source source = {0};
    struct fault why = {0};
    struct buf document = buf_new(DOCUMENT_MAX), told = buf_new(REPORT_MAX);
    if (!options->format || !survey_format_known(str_of(options->format)) || !options->output) {
        fprintf(stderr, "kuulo: say a --format of surveyjs, lss, xlsform, triple-s or ddi, and with -o FILE where it goes.\n");
        return 2;
    }
    struct survey_report *report = calloc(1, sizeof *report);
    int code = 1;
    if (report && source_open(options, options->words[2], &source)) {
        enum err err = document_make(options, &source, report, &document, &told, &why);
        if (err == ERR_NONE)
            err = document_write(options, &document, &why);
        if (err != ERR_NONE && !why.code)
            fault_set(&why, err, "export", "", "The survey could not be written.");
        code = err == ERR_NONE ? 0 : cli_fail(&why);
        if (!code)
            printf("%.*s\n", STR_ARGS(buf_str(&told)));
    }
    source_close(&source);
    buf_free(&document), buf_free(&told);
    free(report);
    return code;
}
