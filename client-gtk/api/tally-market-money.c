// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-market-money.h"

#include <glib/gi18n.h>
#include <string.h>

#define PLACE "{currency}"
#define NONE "¤"

static char *market;

void
tally_market_money_set (const char *code)
{
    g_free (market);
    market = code != NULL && *code != '\0' ? g_strdup (code) : NULL;
}

const char *
tally_market_money_code (void)
{
    return market;
}

const char *
tally_market_money_name (const char *code)
{
    /* translators: what the language calls a currency; else its code is shown */
    static const char *const named[] = { N_ ("CNY"), N_ ("EUR"), N_ ("USD") };

    for (size_t i = 0; i < G_N_ELEMENTS (named); i++) {
        if (g_strcmp0 (named[i], code) == 0)
            return _ (named[i]);
    }
    return code != NULL && *code != '\0' ? g_intern_string (code) : NONE;
}

const char *
tally_market_money_say (const char *message, const char *code)
{
    const char *said = _ (message);
    g_autoptr(GString) text = NULL;

    if (strstr (said, PLACE) == NULL)
        return said;
    text = g_string_new (said);
    g_string_replace (text, PLACE, tally_market_money_name (code != NULL ? code : market), 0);
    return g_intern_string (text->str);
}
