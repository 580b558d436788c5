/* Outgoing mail: one message to one person at a time.
 *
 * `send` may be called from several threads and may take a minute. It never tries twice by itself: the outbox (flow/courier.c) decides. */
#pragma once
#include "base/str.h"

struct mail_message {
    struct str from_name, from_address;
    struct str to_address;
    struct str reply_to;    /* address; empty: none */
    struct str return_path; /* envelope sender; where undeliverable mail goes */
    struct str subject, text, html;
    struct str message_id;      /* "abc@example.com", without brackets */
    struct str unsubscribe_url; /* empty: no List-Unsubscribe (a test to oneself) */
    int64_t date_ms;
};

enum mail_result {
    MAIL_SENT,              /* the server has taken it */
    MAIL_LATER,             /* it will perhaps be taken later: no connection, 4xx, or the server does not want us just now */
    MAIL_REFUSED,           /* this message will never be taken */
    MAIL_UNKNOWN_RECIPIENT, /* nobody has this address (a hard bounce) */
    MAIL_UNCLEAR,           /* all bytes were handed over and no answer came: it may have been taken, so it must not be sent again */
};

struct mail_reply {
    enum mail_result result;
    char reason[32]; /* a stable word: "no_connection", "refused_later", "unknown_recipient" … */
    char status[24]; /* the server's code, "450 4.2.1"; its words, which may name the address, are not kept */
};

struct mail {
    struct mail_reply (*send)(struct mail *mail, const struct mail_message *message);
    void (*close)(struct mail *mail);
    struct str from_address; /* used where a workspace has none; may be empty */
    bool leaves;             /* messages leave this machine: receivers are to be paced */
    const char *name;        /* "smtp", "spool" */
};

struct dkim; /* what messages are signed with; NULL: they are not */

enum { MAIL_TIMEOUT_S_USUAL = 90, MAIL_TIMEOUT_S_MAX = 600 };

struct mail_server {
    const char *url;    /* "smtp://[USER:PASSWORD@]HOST[:PORT]" (STARTTLS when offered; demanded when a password would be sent to another
                           machine) or "smtps://…" */
    const char *ca;     /* a PEM file with the authorities that are trusted instead of the system's; TLS is then always demanded. NULL: the
                           system's */
    unsigned timeout_s; /* for one message, from the connection to the last answer; 0: MAIL_TIMEOUT_S_USUAL */
};
/* Takes the key over; copies the rest. ERR_INVALID with a sentence. */
enum err mail_smtp_open(const struct mail_server *server, struct dkim *dkim, struct mail **mail, struct fault *why) must_check;
/* Goes as far as a message would go before it is said: connection, TLS, login. Waits 15 s at most. ERR_INVALID for a bad address, ERR_IO
 * with what did not work. */
enum err mail_smtp_reach(const struct mail_server *server, struct fault *why) must_check;
/* Writes each message as a file NAME.eml into the folder, which is made when missing: for development and for looking. ERR_IO. */
enum err mail_spool_open(const char *folder, struct dkim *dkim, struct mail **mail, struct fault *why) must_check;
void mail_close(struct mail *mail); /* NULL is fine */

/* A PEM file with an RSA (2048 bits or more) or Ed25519 private key, and the selector under which its public half stands in the DNS.
 * ERR_INVALID, ERR_IO. */
enum err dkim_open(const char *path, const char *selector, struct dkim **dkim, struct fault *why) must_check;
void dkim_close(struct dkim *dkim); /* NULL is fine */
/* What the DNS record SELECTOR._domainkey.DOMAIN should say. */
void dkim_record(const struct dkim *dkim, struct buf *out);

/* The message as bytes, CRLF lines, signed when there is a key. Nothing in any field can begin a header of its own: control characters in
 * texts become spaces, an address with anything unusual is refused with ERR_INVALID. */
enum err mail_write(const struct mail_message *message, const struct dkim *dkim, struct buf *out) must_check;
