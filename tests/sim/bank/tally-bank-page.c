// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/bank/tally-bank-page.h"

#include "shared/number/tally-number.h"

const char tally_bank_style[] =
    ":root{color-scheme:light dark;--ink:#14213d;--dim:#5c677d;--paper:#fff;--ground:#eef1f6;"
    "--line:#d6dce6;--go:#0b5cad;--go-ink:#fff}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf6;--dim:#a3afc4;--paper:#1b2436;"
    "--ground:#0f1624;--line:#33405a;--go:#7db7f5;--go-ink:#06203c}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;"
    "background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}"
    "main{width:100%;max-width:26rem;background:var(--paper);border:1px solid var(--line);"
    "border-radius:14px;padding:2rem}"
    "header{display:flex;justify-content:space-between;color:var(--dim);font-size:.875rem}"
    "header b{color:var(--ink)}"
    "h1{font-size:1rem;font-weight:500;margin:1.75rem 0 0;color:var(--dim)}"
    ".amount{font-size:2.5rem;font-weight:650;line-height:1.2;margin:0 0 1.5rem;"
    "font-variant-numeric:tabular-nums}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1rem;margin:0 0 1.75rem;"
    "padding:1rem 0;border-block:1px solid var(--line)}"
    "dt{color:var(--dim)}dd{margin:0;text-align:right;overflow-wrap:anywhere}"
    "form{margin:.75rem 0 0}"
    "button,a.button{display:block;width:100%;min-height:48px;border-radius:10px;font:inherit;"
    "font-weight:600;cursor:pointer;border:1px solid var(--line);background:transparent;"
    "color:var(--ink);text-align:center;line-height:46px;text-decoration:none}"
    "button.go{background:var(--go);color:var(--go-ink);border-color:var(--go)}"
    "button:focus-visible,a:focus-visible{outline:3px solid var(--go);outline-offset:3px}"
    ".state{padding:.75rem 1rem;border-radius:10px;background:var(--ground);margin:0 0 1rem}"
    "small{display:block;margin-top:1.5rem;color:var(--dim);text-align:center}";

static const char *
state_text (const TallyBankSession *session)
{
    if (g_str_equal (session->status, "complete"))
        return "This payment has been made. You will not be charged again.";
    if (g_str_equal (session->status, "failed"))
        return "This payment was declined. Nothing was taken from your account.";
    if (g_str_equal (session->status, "expired"))
        return "This page has expired. Nothing was taken from your account.";
    return NULL;
}

static void
append_actions (GString *html, const TallyBankSession *session)
{
    const char *text = state_text (session);
    g_autofree char *back = g_markup_escape_text (session->success_url, -1);

    if (text != NULL) {
        g_string_append_printf (html,
                                "<p class=\"state\" role=\"status\">%s</p>"
                                "<a class=\"button\" href=\"%s\">Back to the shop</a>",
                                text, back);
        return;
    }
    g_string_append_printf (html,
                            "<form method=\"post\" action=\"/checkout/%s/pay\">"
                            "<button class=\"go\" id=\"pay\">Pay now</button></form>"
                            "<form method=\"post\" action=\"/checkout/%s/decline\">"
                            "<button id=\"decline\">Decline</button></form>",
                            session->id, session->id);
}

char *
tally_bank_page (const TallyBankSession *session, const char *payee)
{
    static const TallyNumberStyle style = { ".", "," };
    g_autofree char *amount = tally_number_format (session->amount_minor, 2, 2, &style);
    g_autofree char *currency = g_ascii_strup (session->currency, -1);
    g_autofree char *to = g_markup_escape_text (payee, -1);
    g_autofree char *what = g_markup_escape_text (session->description, -1);
    GString *html = g_string_new (NULL);

    g_string_append_printf (
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<title>Pay %s %s to %s</title><link rel=\"stylesheet\" href=\"/style.css\"></head>"
        "<body><main><header><b>Harbour Bank</b><span>Test payments</span></header>"
        "<h1>Amount</h1><p class=\"amount\">%s %s</p>"
        "<dl><dt>Payee</dt><dd>%s</dd><dt>For</dt><dd>%s</dd>"
        "<dt>Reference</dt><dd>%.14s…</dd></dl>",
        currency, amount, to, currency, amount, to, what, session->id);
    append_actions (html, session);
    g_string_append (html, "<small>A simulated bank: no money moves.</small></main></body></html>");
    return g_string_free (html, FALSE);
}
