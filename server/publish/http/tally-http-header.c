// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-header.h"

#define PAGE_POLICY                                                                   \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " \
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "     \
    "frame-ancestors 'none'; form-action 'self'"

#define HSTS "Strict-Transport-Security"

static const struct {
    const char *name;
    const char *value;
} secure[] = {
    { "Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    /* same-origin, not no-referrer: with that, browsers send "Origin: null" with forms. */
    { "Referrer-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Cache-Control", "no-store" },
    { HSTS, "max-age=31536000; includeSubDomains" },
};

static gboolean
is_wanted (size_t i, gboolean is_plain)
{
    return !is_plain || !g_str_equal (secure[i].name, HSTS);
}

void
tally_http_header_secure (SoupMessageHeaders *headers, gboolean is_plain)
{
    for (size_t i = 0; i < G_N_ELEMENTS (secure); i++) {
        if (is_wanted (i, is_plain))
            soup_message_headers_replace (headers, secure[i].name, secure[i].value);
    }
}

char *
tally_http_header_page_policy (const char *form_targets)
{
    return g_strconcat (PAGE_POLICY, form_targets, NULL);
}

char *
tally_http_header_refusal (guint status, const char *message, gboolean is_plain)
{
    GString *text = g_string_new (NULL);
    g_autofree char *body = g_strdup_printf (
        "{\"error\":\"invalid\",\"message\":\"%s\",\"field\":null}", message);

    g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
    for (size_t i = 0; i < G_N_ELEMENTS (secure); i++) {
        if (is_wanted (i, is_plain))
            g_string_append_printf (text, "%s: %s\r\n", secure[i].name, secure[i].value);
    }
    g_string_append_printf (text,
                            "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                            "\r\nConnection: close\r\n\r\n%s",
                            strlen (body), body);
    return g_string_free (text, FALSE);
}
