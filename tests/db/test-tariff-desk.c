// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: no text is in force that two people have not agreed on, however it is tried; nothing signed
 * changes; no version begins in days that are billed; and the audit trail says who did what. */
#include "server/ref/tally-tariff-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#include <string.h>

#define ID "33333333-3333-4333-8333-333333333333"
#define OTHER "44444444-4444-4444-8444-444444444444"
#define TEXT(rate, from)                                                                           \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"home\",\"name\":\"Home\",\"valid_from\":\"" from \
    "\",\"currency\":\"CNY\",\"components\":[{\"id\":\"energy\",\"kind\":\"energy\",\"rate\":"     \
    "\"" rate "\"}]}"

/* It reads well, but nothing is left over for a true-up. */
#define INERT                                                                                      \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"home\",\"currency\":\"CNY\",\"components\":["    \
    "{\"id\":\"energy\",\"kind\":\"energy\",\"rate\":\"1\"},{\"id\":\"sent\",\"kind\":\"export\"," \
    "\"method\":\"sell-all\",\"rate\":\"1\",\"true_up\":{\"month\":12}}]}"

/* It reads well, but no clock keeps its zone. */
#define NOWHERE                                                                 \
    "{\"format\":\"gridtally-tariff-v1\",\"id\":\"home\",\"currency\":\"CNY\"," \
    "\"time_zone\":\"Asia/Shangai\",\"components\":["                           \
    "{\"id\":\"energy\",\"kind\":\"energy\",\"rate\":\"1\"}]}"

typedef struct {
    TallyTestDb *base;
    TallyDb *settle;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

static void
assert_asked (const Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, expected);
}

#define OK (-1)

/* One deed; @code is OK or the error expected. Gives the revision after it. */
static int
act_on (Fixture *fixture, TallyTariffDeed deed, const TallyTariffOrder *order, int code)
{
    g_auto(TallyTariffDraft) draft = { 0 };
    g_autoptr(GError) error = NULL;
    gboolean done = tally_tariff_step_do (fixture->settle, deed, order, &draft, &error);

    if (code == OK)
        g_assert_no_error (error);
    else
        g_assert_error (error, TALLY_ERROR, code);
    g_assert_cmpint (done, ==, code == OK);
    return draft.revision;
}

static int
act (Fixture *fixture,
     TallyTariffDeed deed,
     const char *person,
     const char *document,
     int revision,
     int code)
{
    TallyTariffOrder order = { ID, revision, document, person, "", "because", NULL };

    return act_on (fixture, deed, &order, code);
}

static void
test_way_into_force (Fixture *fixture, gconstpointer data)
{
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-10-01"), 0, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, -1, TALLY_ERROR_EXISTS); /* not proposed */
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK); /* again: nothing */
    assert_asked (fixture, "SELECT count(*) FROM ref.tariff", "0");
    act (fixture, TALLY_TARIFF_SIGN, "clerk", NULL, -1, TALLY_ERROR_FORBIDDEN);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 2, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 2, OK);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.6", "2026-10-01"), -1, TALLY_ERROR_EXISTS);
    act (fixture, TALLY_TARIFF_WITHDRAW, "clerk", NULL, -1, TALLY_ERROR_EXISTS);
    assert_asked (fixture,
                  "SELECT version || drafted_by || signed_by || (document LIKE '%\"0.5\"%') || "
                  "(sha256 = sha256 (convert_to (document, 'UTF8'))) || valid_from FROM ref.tariff",
                  "1clerkbosstruetrue2026-10-01");
    assert_asked (fixture,
                  "SELECT string_agg (person || ' ' || action, ', ' ORDER BY seq) "
                  "FROM api.tariff_history WHERE object = 'home " ID "'",
                  "clerk tariff-save, clerk tariff-propose, boss tariff-sign");
}

/* Who wrote the text is no second person, even when somebody else proposed it. */
static void
test_writer_cannot_sign (Fixture *fixture, gconstpointer data)
{
    act (fixture, TALLY_TARIFF_SAVE, "boss", TEXT ("0.5", "2026-10-01"), 0, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 2, TALLY_ERROR_FORBIDDEN);
    act (fixture, TALLY_TARIFF_RETURN, "boss", NULL, 2, OK);
    act (fixture, TALLY_TARIFF_SIGN, "third", NULL, -1, TALLY_ERROR_EXISTS);
    assert_asked (fixture, "SELECT state || reason FROM ref.tariff_draft", "draftbecause");
}

/* What is signed is what was proposed: a text changed after it must be proposed again. */
static void
test_changed_text_is_no_longer_proposed (Fixture *fixture, gconstpointer data)
{
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-10-01"), 0, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("9.9", "2026-10-01"), 2, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 2, TALLY_ERROR_EXISTS); /* saw the old text */
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, -1, TALLY_ERROR_EXISTS);
    act (fixture, TALLY_TARIFF_WITHDRAW, "clerk", NULL, 3, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, -1, TALLY_ERROR_EXISTS);
    assert_asked (fixture, "SELECT count(*) FROM ref.tariff", "0");
}

static void
test_fault_is_kept_but_not_proposed (Fixture *fixture, gconstpointer data)
{
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("1,5", "2026-10-01"), 0, OK);
    assert_asked (fixture, "SELECT fault LIKE '%$.components[0].rate%' FROM ref.tariff_draft", "t");
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, TALLY_ERROR_INVALID);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", "{\"name\":\"x\"}", 1, TALLY_ERROR_INVALID);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", "not JSON", 1, TALLY_ERROR_INVALID);
    assert_asked (fixture, "SELECT revision FROM ref.tariff_draft", "1");
    act (fixture, TALLY_TARIFF_SAVE, "clerk", INERT, 1, OK);
    assert_asked (fixture, "SELECT fault LIKE '%$.components[1].true_up%' FROM ref.tariff_draft",
                  "t");
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 2, TALLY_ERROR_INVALID);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", NOWHERE, 2, OK);
    assert_asked (fixture, "SELECT fault LIKE '%$.time_zone: %' FROM ref.tariff_draft", "t");
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 3, TALLY_ERROR_INVALID);
}

#define BILLED                                                                                  \
    "INSERT INTO bill.bill VALUES (1, 'x', 1, 1, 1, 1, '2026-09-01', '2026-10-01', 1, 'bill', " \
    "'issued', '{}', 'home', 1, 'CNY', 0, 0, 0, 0, 0, '2026-10-02', '2026-10-22', "             \
    "'" OTHER "', '', '')"

static void
test_billed_days_stay (Fixture *fixture, gconstpointer data)
{
    tally_test_db_script (fixture->base, BILLED);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-09-15"), 0, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 2, TALLY_ERROR_INVALID);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-10-01"), 2, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 3, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, 4, OK);
}

/* Billed days are priced anew only by a version that was proposed for just that, by two people; the
 * word goes with the proposal: a changed text, or one sent back, is no correction any more. */
static void
test_correction_of_billed_days (Fixture *fixture, gconstpointer data)
{
    TallyTariffOrder correct = { ID, -1, NULL, "clerk", "", "", "wrong rate printed" };

    tally_test_db_script (fixture->base, BILLED);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-09-01"), 0, OK);
    act_on (fixture, TALLY_TARIFF_PROPOSE, &correct, OK);
    act_on (fixture, TALLY_TARIFF_PROPOSE, &correct, OK); /* again: nothing */
    correct.corrects = "another reason";
    act_on (fixture, TALLY_TARIFF_PROPOSE, &correct, TALLY_ERROR_EXISTS);
    act (fixture, TALLY_TARIFF_RETURN, "boss", NULL, -1, OK);
    assert_asked (fixture, "SELECT corrects FROM ref.tariff_draft", "");
    act_on (fixture, TALLY_TARIFF_PROPOSE, &correct, OK);
    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.4", "2026-09-01"), -1, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, -1, OK);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, -1, TALLY_ERROR_INVALID); /* no word of it */
    act (fixture, TALLY_TARIFF_RETURN, "boss", NULL, -1, OK);
    act_on (fixture, TALLY_TARIFF_PROPOSE, &correct, OK);
    act (fixture, TALLY_TARIFF_SIGN, "clerk", NULL, -1, TALLY_ERROR_FORBIDDEN);
    act (fixture, TALLY_TARIFF_SIGN, "boss", NULL, -1, OK);
    assert_asked (fixture,
                  "SELECT t.version || ' ' || t.valid_from || ' ' || d.corrects FROM ref.tariff t "
                  "JOIN api.tariff_draft d USING (tariff_code, version)",
                  "1 2026-09-01 another reason");
    assert_asked (fixture,
                  "SELECT string_agg (reason, ', ' ORDER BY seq) FROM api.tariff_history "
                  "WHERE action = 'tariff-propose'",
                  "wrong rate printed, another reason, because, another reason");
}

/* Nobody gets past the four eyes by writing SQL. */
static void
test_attacks (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *role;
        const char *sql;
    } attacks[] = {
        { "tally_settle", "UPDATE ref.tariff_draft SET signed_by = 'boss'" },
        { "tally_settle", "UPDATE ref.tariff_draft SET state = 'signed'" },
        { "tally_settle", "SELECT ref.sign_tariff ('" ID "', 'clerk')" },
        { "tally_settle", "DELETE FROM ref.tariff_draft" },
        { "tally_settle", "UPDATE ref.tariff SET document = ''" },
        { "tally_settle", "INSERT INTO ref.tariff SELECT 'x', 1, 'x', '2026-01-01', NULL, '{}', "
                          "'', 'a', 'b'" },
        { "tally_clerk", "INSERT INTO ref.tariff_draft (draft_id, tariff_code, name, document, "
                         "sha256, edited_by) VALUES ('" OTHER "', 'x', 'x', '', '', 'x')" },
        { "tally_supervisor", "SELECT ref.sign_tariff ('" ID "', 'boss')" },
        { "tally_owner", "UPDATE ref.tariff_draft SET signed_by = 'clerk', signed_at = now (), "
                         "version = 1, state = 'signed'" },
        { "tally_owner", "INSERT INTO ref.tariff SELECT 'x', 1, 'x', '2026-01-01', NULL, '{}', "
                         "'', 'a', 'a'" },
    };

    act (fixture, TALLY_TARIFF_SAVE, "clerk", TEXT ("0.5", "2026-10-01"), 0, OK);
    act (fixture, TALLY_TARIFF_PROPOSE, "clerk", NULL, 1, OK);
    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, attacks[i].role);
        g_autoptr(GError) error = NULL;

        g_test_message ("%s: %s", attacks[i].role, attacks[i].sql);
        g_assert_false (tally_db_script (db, attacks[i].sql, &error));
        g_assert_true (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN)
                       || g_error_matches (error, TALLY_ERROR, TALLY_ERROR_INVALID));
    }
    assert_asked (fixture, "SELECT count(*) FROM ref.tariff", "0");
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test) (Fixture *fixture, gconstpointer data);
    } cases[] = {
        { "/tariff-desk/way-into-force", test_way_into_force },
        { "/tariff-desk/writer-cannot-sign", test_writer_cannot_sign },
        { "/tariff-desk/changed-text-is-no-longer-proposed",
          test_changed_text_is_no_longer_proposed },
        { "/tariff-desk/fault-is-kept-but-not-proposed", test_fault_is_kept_but_not_proposed },
        { "/tariff-desk/billed-days-stay", test_billed_days_stay },
        { "/tariff-desk/correction-of-billed-days", test_correction_of_billed_days },
        { "/tariff-desk/attacks", test_attacks },
    };

    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].test, tear_down);
    return g_test_run ();
}
