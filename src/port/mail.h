/* Outgoing mail. The interface only: no implementation sends yet. */
#pragma once
#include "base/str.h"

struct mail_message {
    struct str from, to, subject, text, html; /* html may be empty */
};

struct mail {
    /* ERR_BUSY: try later. ERR_INVALID: will never be accepted. May take seconds: call from a worker. */
    enum err (*send)(struct mail *mail, const struct mail_message *message, struct fault *why);
};
