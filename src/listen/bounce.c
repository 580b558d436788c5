#include "listen/bounce.h"

#include <stdio.h>
#include <strings.h>

enum { RETURN_TEXT = LINK_BYTES * 2 };

static bool line_begins(struct str line, const char *with)
{
    size_t length = strlen(with);
    return line.length >= length && strncasecmp(line.at, with, length) == 0;
}

static bool contains(struct str text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.length; i++)
        if (strncasecmp(text.at + i, word, length) == 0)
            return true;
    return false;
}

static void status_take(struct str line, char status[16])
{
    size_t length = 0;
    struct str value = str_trim((struct str){line.at + 7, line.length - 7});
    while (length < value.length && length < 15 && (value.at[length] == '.' || (value.at[length] >= '0' && value.at[length] <= '9')))
        length++;
    snprintf(status, 16, "%.*s", (int)length, value.at);
}

static bool hexadecimal(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A run of exactly so many hexadecimal digits before an "@": of a Message-ID or of a return path. */
static bool id_find(const struct secret *secret, struct str mail, struct bounce *bounce)
{
    size_t run = 0;
    for (size_t i = 0; i < mail.length; i++) {
        if (hexadecimal(mail.at[i])) {
            run++;
            continue;
        }
        struct str id = {mail.at + i - run, run};
        if (run == RETURN_TEXT && mail.at[i] == '@' && link_read(secret, LINK_RETURN, id, &bounce->workspace_id, &bounce->message_id))
            return true;
        run = 0;
    }
    return false;
}

bool bounce_read(const struct secret *secret, struct str mail, struct bounce *bounce)
{
    struct str rest = mail, line;
    bool failed = false;
    *bounce = (struct bounce){0};
    if (!contains(mail, "report-type=delivery-status") && !contains(mail, "report-type=\"delivery-status\""))
        return false;
    while (str_cut(&rest, '\n', &line)) {
        if (line_begins(line, "Action:"))
            failed = contains(line, "failed");
        if (line_begins(line, "Status:") && !bounce->status[0])
            status_take(line, bounce->status);
    }
    bounce->unknown_address = strncmp(bounce->status, "5.1.", 4) == 0 || strncmp(bounce->status, "5.0.", 4) == 0;
    return failed && bounce->status[0] == '5' && id_find(secret, mail, bounce);
}
