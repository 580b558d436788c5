/* doctor, of mail. Receivers believe a message whose domain says in the DNS who may send (SPF), with what key it is signed (DKIM), and what
 * to do with what is neither (DMARC). */
#include "cli/doctor.h"

#include "cli/mail_open.h"
#include "listen/mail_setting.h"
#include "port/dns.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { DOMAINS_MAX = 16, DOMAIN_SIZE = 256, NAME_SIZE = DOMAIN_SIZE + 100, RECORD_MAX = 2048, SAID_SIZE = 3200 };

struct mail_visit {
    struct visit *visit;
    struct dns *dns;
    char domains[DOMAINS_MAX][DOMAIN_SIZE];
    size_t count;
    struct buf record; /* of our key; empty: not signed here */
    const char *selector;
};

static __attribute__((format(printf, 3, 4))) void say(struct mail_visit *v, bool fine, const char *form, ...)
{
    char text[SAID_SIZE];
    va_list values;
    va_start(values, form);
    vsnprintf(text, sizeof text, form, values);
    va_end(values);
    if (fine)
        doctor_well(text);
    else
        doctor_advise(v->visit, text);
}

static bool domain_add(void *context, struct str address)
{
    struct mail_visit *v = context;
    const char *at = memchr(address.at, '@', address.length);
    char domain[DOMAIN_SIZE];
    if (!at)
        return true;
    snprintf(domain, sizeof domain, "%.*s", (int)(address.at + address.length - at - 1), at + 1);
    for (size_t i = 0; i < v->count; i++)
        if (strcasecmp(v->domains[i], domain) == 0)
            return true;
    snprintf(v->domains[v->count++], DOMAIN_SIZE, "%s", domain);
    return v->count < DOMAINS_MAX;
}

/* The value of a tag in "v=DKIM1; k=rsa; p=…" (RFC 6376, 3.2). */
static bool tag_find(const char *record, const char *tag, struct str *value)
{
    struct str rest = str_of(record), part, name;
    while (str_cut(&rest, ';', &part)) {
        *value = part;
        if (str_cut(value, '=', &name) && str_is(str_trim(name), tag)) {
            *value = str_trim(*value);
            return true;
        }
    }
    return false;
}

/* The texts that begin with the version; the first of them. */
static size_t versions_count(const struct dns_texts *texts, const char *version, const char **first)
{
    size_t count = 0, length = strlen(version);
    for (size_t i = 0; i < texts->count; i++)
        if (strncasecmp(texts->texts[i], version, length) == 0 && strchr(" ;", texts->texts[i][length])) {
            *first = count++ ? *first : texts->texts[i];
        }
    return count;
}

/* ---- SPF (RFC 7208) ---- */

/* The qualifier before "all"; 0 when the record does not end with it, '>' when another domain's record is taken instead. */
static char all_of(const char *record)
{
    struct str rest = str_of(record), term;
    char found = 0;
    while (str_cut(&rest, ' ', &term)) {
        bool qualified = term.length && strchr("+-~?", term.at[0]);
        struct str word = qualified ? (struct str){term.at + 1, term.length - 1} : term;
        if (word.length == 3 && strncasecmp(word.at, "all", 3) == 0)
            return qualified ? term.at[0] : '+';
        if (word.length > 9 && strncasecmp(word.at, "redirect=", 9) == 0)
            found = '>';
    }
    return found;
}

static void spf_judge(struct mail_visit *v, const char *domain, const struct dns_texts *texts)
{
    const char *record = "";
    size_t count = versions_count(texts, "v=spf1", &record);
    char all = all_of(record);
    if (!count)
        say(v, false, "%s has no SPF record. Put a TXT record at %s that names your relay, such as \"v=spf1 include:RELAY ~all\".", domain,
            domain);
    else if (count > 1)
        say(v, false, "%s has %zu SPF records, and receivers then heed none. Make them one.", domain, count);
    else if (all == '+')
        say(v, false, "The SPF record of %s lets everybody send in its name (all). End it with ~all or -all.", domain);
    else if (!all || all == '?')
        say(v, false, "The SPF record of %s does not say what to do with others who send in its name. End it with ~all or -all.", domain);
    else
        say(v, true, "%s has one SPF record, %s. See that it names your relay: %s", domain,
            all == '-'   ? "which forbids all others (-all)"
            : all == '~' ? "which distrusts all others (~all)"
                         : "which follows another domain's (redirect)",
            record);
}

/* ---- DKIM (RFC 6376) ---- */

/* Keys are compared without the white space that long records are written with. */
static bool key_same(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.length && strchr(" \t", a.at[i]))
            i++;
        while (j < b.length && strchr(" \t", b.at[j]))
            j++;
        if (i == a.length || j == b.length)
            return i == a.length && j == b.length;
        if (a.at[i++] != b.at[j++])
            return false;
    }
}

static void dkim_judge(struct mail_visit *v, const char *name, const struct dns_texts *texts)
{
    struct str key = {0}, ours = {0};
    bool there = false, same = false;
    char record[RECORD_MAX];
    snprintf(record, sizeof record, "%.*s", STR_ARGS(buf_str(&v->record)));
    must(tag_find(record, "p", &ours));
    for (size_t i = 0; i < texts->count && !same; i++) {
        bool has = tag_find(texts->texts[i], "p", &key);
        there |= has;
        same = has && key_same(key, ours);
    }
    if (same && texts->count == 1)
        say(v, true, "%s has the key that messages are signed with.", name);
    else if (same)
        say(v, false, "%s has more than one text, and receivers may take the wrong one. Leave only the key that messages are signed with.",
            name);
    else if (there)
        say(v, false, "%s has another key than the one messages are signed with: they look forged. Change the record to: %s", name, record);
    else
        say(v, false, "%s has no key, so nobody can check what is signed. Put a TXT record there: %s", name, record);
}

/* ---- DMARC (RFC 7489) ---- */

static void dmarc_judge(struct mail_visit *v, const char *domain, const struct dns_texts *texts, bool above)
{
    const char *record = "";
    struct str policy = {0};
    size_t count = versions_count(texts, "v=DMARC1", &record);
    bool told = count == 1 && ((above && tag_find(record, "sp", &policy)) || tag_find(record, "p", &policy));
    if (!count)
        say(v, false,
            "%s has no DMARC record, which large receivers ask for. Put a TXT record at _dmarc.%s: v=DMARC1; p=none; rua=mailto:YOU@%s",
            domain, domain, domain);
    else if (count > 1)
        say(v, false, "%s has %zu DMARC records, and receivers then heed none. Make them one.", domain, count);
    else if (told && (str_is(policy, "quarantine") || str_is(policy, "reject")))
        say(v, true, "The DMARC record of %s protects its name (p=%.*s).", domain, STR_ARGS(policy));
    else if (told && str_is(policy, "none"))
        say(v, false,
            "The DMARC record of %s only watches (p=none), which is right to begin with. When its reports show none of your own mail "
            "failing, "
            "make it p=quarantine.",
            domain);
    else
        say(v, false, "The DMARC record of %s has no policy that receivers know. Begin with p=none.", domain);
}

/* ---- asking ---- */

/* The domain's own record, else the nearest one above it. */
static enum dns_result dmarc_ask(struct mail_visit *v, const char *domain, struct dns_texts *texts, bool *above)
{
    enum dns_result result = DNS_NOTHING;
    const char *first = NULL;
    *above = false;
    for (const char *at = domain; at && strchr(at, '.'); at = strchr(at, '.') + 1) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "_dmarc.%s", at);
        result = v->dns->texts(v->dns, name, texts);
        *above = at != domain;
        if (result == DNS_NO_ANSWER || (result == DNS_FOUND && versions_count(texts, "v=DMARC1", &first)))
            return result;
    }
    texts->count = 0;
    return result;
}

/* False when nobody answers: the rest is not asked, for it would only wait. */
static bool domain_look(struct mail_visit *v, const char *domain)
{
    struct dns_texts *texts = calloc(1, sizeof *texts);
    char name[NAME_SIZE];
    bool above, answered = texts && v->dns->texts(v->dns, domain, texts) != DNS_NO_ANSWER;
    if (answered)
        spf_judge(v, domain, texts);
    snprintf(name, sizeof name, "%s._domainkey.%s", v->selector, domain);
    if (answered && v->record.length && (answered = v->dns->texts(v->dns, name, texts) != DNS_NO_ANSWER))
        dkim_judge(v, name, texts);
    if (answered && (answered = dmarc_ask(v, domain, texts, &above) != DNS_NO_ANSWER))
        dmarc_judge(v, domain, texts, above);
    free(texts);
    return answered;
}

static void domains_look(struct mail_visit *v)
{
    struct fault why = {0};
    if (dns_open(cli_setting(NULL, "KUULO_DNS"), &v->dns, &why) != ERR_NONE) {
        say(v, false, "%s", why.detail);
        return;
    }
    if (!v->record.length)
        doctor_well("No key for signing (DKIM) is set here: the relay is to sign what it sends.");
    for (size_t i = 0; i < v->count; i++)
        if (!domain_look(v, v->domains[i])) {
            say(v, false,
                "No name server answered about %s, so nothing is known of its SPF, DKIM and DMARC records. Try again when this machine "
                "reaches one.",
                v->domains[i]);
            break;
        }
    dns_close(v->dns);
}

static void relay_look(struct mail_visit *v, const struct mail_server *server)
{
    struct fault why = {0};
    if (mail_smtp_reach(server, &why) == ERR_NONE)
        doctor_well("The mail server can be reached and lets us in.");
    else
        say(v, false, "The mail server does not let us in: %s Messages wait, and are tried again for half a day.", why.detail);
}

static bool key_read(struct mail_visit *v)
{
    const char *path = cli_setting(v->visit->options->dkim_key, "KUULO_DKIM_KEY");
    struct dkim *dkim;
    struct fault why = {0};
    if (!path)
        return true;
    if (dkim_open(path, v->selector, &dkim, &why) != ERR_NONE) {
        say(v, false, "%s", why.detail);
        return false;
    }
    dkim_record(dkim, &v->record);
    dkim_close(dkim);
    return true;
}

void doctor_look_at_mail(struct visit *visit, struct flow *flow)
{
    const struct options *options = visit->options;
    struct mail_server server = cli_mail_server(options);
    const char *from = cli_setting(options->mail_from, "KUULO_MAIL_FROM"),
               *selector = cli_setting(options->dkim_selector, "KUULO_DKIM_SELECTOR");
    struct mail_visit *v = server.url || from ? calloc(1, sizeof *v) : NULL;
    struct store *store;
    if (!v)
        return;
    *v = (struct mail_visit){.visit = visit, .record = buf_new(RECORD_MAX - 1), .selector = selector ? selector : DKIM_SELECTOR_USUAL};
    if (server.url)
        relay_look(v, &server);
    if (from)
        domain_add(v, str_of(from));
    if (v->count < DOMAINS_MAX && flow_store_take(flow, &store) == ERR_NONE) {
        (void)!mail_setting_froms(store, DOMAINS_MAX, domain_add, v);
        flow_store_give(flow, store);
    }
    if (key_read(v))
        domains_look(v);
    buf_free(&v->record);
    free(v);
}
