// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-rule-calc.h"

#include <string.h>

#define TARGET_MAX 2048
#define QUALITY_FULL 1000

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", NULL };

/* Decodes once and looks at what a file system or a proxy might make of it. */
static gboolean
is_plain_path (const char *target)
{
    g_autofree char *path = g_strndup (target, strcspn (target, "?"));
    g_autofree char *decoded = NULL;
    g_auto(GStrv) segments = NULL;

    if (path[0] != '/' || strchr (path, '#') != NULL)
        return FALSE;
    decoded = g_uri_unescape_string (path, "/\\");
    if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL) || strchr (decoded, '\\') != NULL)
        return FALSE;
    for (const char *c = decoded; *c != '\0'; c++) {
        if ((guchar) *c < 0x20 || *c == 0x7f)
            return FALSE;
    }
    segments = g_strsplit (decoded, "/", -1);
    return !g_strv_contains ((const char *const *) segments, "..")
           && !g_strv_contains ((const char *const *) segments, ".");
}

guint
tally_http_rule_check (const TallyHttpHead *head, const char **reason)
{
    *reason = "method";
    if (!g_strv_contains (methods, head->method))
        return 501;
    *reason = "host";
    if (head->n_hosts != 1)
        return 400;
    *reason = "length";
    if (head->n_lengths > 1 || (head->n_lengths == 1 && head->has_encoding))
        return 400;
    *reason = "path-length";
    if (strlen (head->target) > TARGET_MAX)
        return 414;
    *reason = "path";
    if (!is_plain_path (head->target))
        return 400;
    *reason = NULL;
    return 0;
}

gboolean
tally_http_rule_is_loopback (const char *host)
{
    return g_str_equal (host, "localhost") || g_str_equal (host, "::1")
           || (g_str_has_prefix (host, "127.") && strspn (host, "0123456789.") == strlen (host));
}

gboolean
tally_http_rule_origin_is_own (const char *origin, const char *scheme, const char *host)
{
    g_autofree char *own = g_strdup_printf ("%s://%s", scheme, host);

    return g_ascii_strcasecmp (origin, own) == 0;
}

/* The weight of "zh-CN;q=0.8" in thousandths; what cannot be read weighs nothing. */
static guint
quality_of (const char *range)
{
    const char *q = strstr (range, ";q=");

    if (q == NULL)
        return QUALITY_FULL;
    q += 3;
    if (q[0] == '1')
        return QUALITY_FULL;
    if (q[0] != '0' || q[1] != '.' || !g_ascii_isdigit (q[2]))
        return 0;
    return (guint) (q[2] - '0') * 100 + (g_ascii_isdigit (q[3]) ? (guint) (q[3] - '0') * 10 : 0);
}

const char *
tally_http_rule_language (const char *accepted)
{
    g_auto(GStrv) ranges = g_strsplit (accepted, ",", 16);
    guint english = 0;
    guint chinese = 0;

    for (size_t i = 0; ranges[i] != NULL; i++) {
        const char *range = g_strstrip (ranges[i]);

        if (g_ascii_strncasecmp (range, "zh", 2) == 0)
            chinese = MAX (chinese, quality_of (range));
        else if (g_ascii_strncasecmp (range, "en", 2) == 0)
            english = MAX (english, quality_of (range));
    }
    return chinese > english ? "zh_CN" : "en";
}
