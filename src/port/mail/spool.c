/* A folder of .eml files: for development, for the demo, and for looking at what would be sent. A file is whole or not there. */
#include "port/mail/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

struct spool {
    struct mail mail; /* first */
    struct dkim *dkim;
    char folder[PATH_SIZE - 256];
};

static bool bytes_write(const char *path, struct str bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool whole = write(file, bytes.at, bytes.length) == (ssize_t)bytes.length;
    return close(file) == 0 && whole;
}

static struct mail_reply message_send(struct mail *mail, const struct mail_message *message)
{
    struct spool *spool = (struct spool *)mail;
    struct buf bytes = buf_new(MAIL_BYTES_MAX);
    char path[PATH_SIZE], fresh[PATH_SIZE + 8];
    struct mail_reply reply = {MAIL_REFUSED, "bad_message", ""};
    if (mail_write(message, spool->dkim, &bytes) == ERR_NONE) {
        const char *at = memchr(message->message_id.at, '@', message->message_id.length);
        snprintf(path, sizeof path, "%s/%.*s.eml", spool->folder, at ? (int)(at - message->message_id.at) : 0, message->message_id.at);
        snprintf(fresh, sizeof fresh, "%s.part", path);
        bool written = bytes_write(fresh, buf_str(&bytes)) && rename(fresh, path) == 0;
        reply = written ? (struct mail_reply){MAIL_SENT, "", ""} : (struct mail_reply){MAIL_LATER, "spool_full", ""};
    }
    buf_free(&bytes);
    return reply;
}

static void spool_close(struct mail *mail)
{
    dkim_close(((struct spool *)mail)->dkim);
    free(mail);
}

enum err mail_spool_open(const char *folder, struct dkim *dkim, struct mail **mail, struct fault *why)
{
    struct spool *spool = calloc(1, sizeof *spool);
    *mail = NULL;
    if (!spool)
        return ERR_MEMORY;
    if (snprintf(spool->folder, sizeof spool->folder, "%s", folder) >= (int)sizeof spool->folder ||
        (mkdir(folder, 0700) != 0 && errno != EEXIST)) {
        free(spool);
        return fault_set(why, ERR_IO, "spool", "data", "The folder %s for messages cannot be made.", folder);
    }
    spool->dkim = dkim;
    spool->mail = (struct mail){.send = message_send, .close = spool_close, .name = "spool"};
    *mail = &spool->mail;
    return ERR_NONE;
}
