// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: people are added by the rules, and the trail shows every change made behind its back. */
#include "server/guard/tally-audit-store.h"
#include "server/guard/tally-password.h"
#include "server/guard/tally-person-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#define N_THREADS 4
#define N_EACH 50

static TallyAuditEntry
an_entry (int32_t district_id, const char *object)
{
    return (TallyAuditEntry){ .district_id = district_id,
                              .stream = "test",
                              .person = "clerk",
                              .address = "192.0.2.1",
                              .action = "change",
                              .object = object,
                              .after_hash = "\\x0102",
                              .reason = "“because”: 1\n" };
}

static TallyAuditFault *
verify (TallyTestDb *db, int64_t *n_rows)
{
    g_autoptr(TallyDb) auditor = tally_test_db_open_as (db, "tally_auditor");
    g_autoptr(GError) error = NULL;
    TallyAuditFault *fault = NULL;

    g_assert_true (tally_audit_store_verify (auditor, n_rows, &fault, &error));
    g_assert_no_error (error);
    return fault;
}

static gpointer
append_in_thread (gpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (data, "tally_api");

    for (int i = 0; i < N_EACH; i++) {
        TallyAuditEntry entry = an_entry (i % 2, "x");
        g_autoptr(GError) error = NULL;

        g_assert_true (tally_audit_store_append (db, &entry, &error));
        g_assert_no_error (error);
    }
    return NULL;
}

/* However many write at once, each chain has no gap and no fork. */
static void
test_many_writers (void)
{
    g_autoptr(TallyTestDb) db = tally_test_db_new ();
    g_autoptr(TallyAuditFault) fault = NULL;
    GThread *threads[N_THREADS];
    int64_t n_rows;

    for (int i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("writer", append_in_thread, db);
    for (int i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
    fault = verify (db, &n_rows);
    g_assert_null (fault);
    g_assert_cmpint (n_rows, ==, N_THREADS * N_EACH);
}

typedef struct {
    const char *name;
    const char *tampering;
    int64_t seq;
    const char *why;
} TamperCase;

static const TamperCase tamper_cases[] = {
    { "text", "UPDATE guard.audit SET reason = 'no' WHERE seq = 2", 2, "row was changed" },
    { "hash", "UPDATE guard.audit SET after_hash = NULL WHERE seq = 3", 3, "row was changed" },
    { "removed", "DELETE FROM guard.audit WHERE seq = 2", 2, "row is missing" },
    { "first-removed", "DELETE FROM guard.audit WHERE seq = 1", 1, "row is missing" },
    { "digest-too", "UPDATE guard.audit SET digest = sha256 ('x') WHERE seq = 4", 4,
      "row was changed" },
    { "chain", "UPDATE guard.audit SET chain = sha256 ('x') WHERE seq = 4", 4, "chain was broken" },
    { "moved", "UPDATE guard.audit SET district_id = 1", 1, "row was changed" },
};

static void
test_tampering (gconstpointer data)
{
    const TamperCase *c = data;
    g_autoptr(TallyTestDb) db = tally_test_db_new ();
    g_autoptr(TallyDb) api = tally_test_db_open_as (db, "tally_api");
    g_autoptr(TallyAuditFault) fault = NULL;

    for (int i = 0; i < 5; i++) {
        TallyAuditEntry entry = an_entry (0, "x");

        g_assert_true (tally_audit_store_append (api, &entry, NULL));
    }
    tally_test_db_script (db, c->tampering);
    fault = verify (db, NULL);
    g_assert_nonnull (fault);
    g_assert_cmpint (fault->seq, ==, c->seq);
    g_assert_cmpstr (fault->why, ==, c->why);
}

static void
test_only_way_in (void)
{
    static const char *const roles[] = { "tally_api", "tally_portal", "tally_settle",
                                         "tally_clerk" };
    g_autoptr(TallyTestDb) db = tally_test_db_new ();

    for (size_t i = 0; i < G_N_ELEMENTS (roles); i++) {
        g_autoptr(TallyDb) role = tally_test_db_open_as (db, roles[i]);
        g_autoptr(GError) error = NULL;

        g_assert_false (
            tally_db_script (role,
                             "INSERT INTO guard.audit VALUES (0, 's', 1, now (), 'p', '',"
                             " 'a', 'o', NULL, NULL, '', '', '')",
                             &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    }
}

static void
test_people (void)
{
    g_autoptr(TallyTestDb) db = tally_test_db_new ();
    g_autoptr(TallyDb) api = tally_test_db_open_as (db, "tally_api");
    g_autoptr(GPtrArray) people = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) taken = NULL;
    g_autoptr(GError) unknown = NULL;
    TallyPerson clerk = { .login = (char *) "li",
                          .name = (char *) "Li Na",
                          .role = TALLY_ROLE_CLERK,
                          .district_id = 1 };

    g_assert_true (tally_person_store_add (api, &clerk, "a fine password", "admin", &error));
    g_assert_no_error (error);
    g_assert_false (tally_person_store_add (api, &clerk, "a fine password", "admin", &taken));
    g_assert_error (taken, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_assert_true (tally_person_store_set_disabled (api, "li", TRUE, "admin", &error));
    g_assert_false (tally_person_store_set_disabled (api, "nobody", TRUE, "admin", &unknown));
    g_assert_error (unknown, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    people = tally_person_store_list (api, FALSE, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (people->len, ==, 1);
    g_assert_true (((TallyPerson *) g_ptr_array_index (people, 0))->is_disabled);
}

static void
test_passwords (void)
{
    static const struct {
        const char *password;
        gboolean is_taken;
    } cases[] = {
        { "short", FALSE },
        { "elevenchars", FALSE },
        { "twelve chars", TRUE },
        { "password1234", FALSE },
        { "PASSWORD1234", FALSE },
        { "aaaaaaaaaaaaaaa", FALSE },
        { "wangxiaoming1", FALSE },
        { "电电电电电电电电电电电电", FALSE },
        { "一二三四五六七八九十百千", TRUE },
        { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_test_message ("%zu", i);
        g_assert_cmpint (tally_password_check (cases[i].password, "wangxiaoming", NULL), ==,
                         cases[i].is_taken);
    }
    {
        g_autofree char *longest = g_strnfill (TALLY_PASSWORD_MAX - 1, 'b');
        g_autofree char *taken = g_strconcat (longest, "c", NULL);
        g_autofree char *refused = g_strconcat (longest, "cc", NULL);

        g_assert_true (tally_password_check (taken, "li", NULL));
        g_assert_false (tally_password_check (refused, "li", NULL));
    }
}

/* The vectors of RFC 6238, appendix B, in six digits. */
static void
test_totp (void)
{
    static const struct {
        int64_t at;
        const char *code;
    } vectors[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                    { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    g_autoptr(GBytes) secret = g_bytes_new_static ("12345678901234567890", 20);
    int64_t step;

    for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++) {
        g_assert_true (tally_totp_verify (secret, vectors[i].code, vectors[i].at, &step));
        g_assert_cmpint (step, ==, vectors[i].at / 30);
        g_assert_true (tally_totp_verify (secret, vectors[i].code, vectors[i].at + 30, &step));
        g_assert_cmpint (step, ==, vectors[i].at / 30);
        g_assert_false (tally_totp_verify (secret, vectors[i].code, vectors[i].at + 90, &step));
    }
    g_assert_false (tally_totp_verify (secret, "28708", 59, &step));
    g_assert_false (tally_totp_verify (secret, "28708x", 59, &step));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/guard/many-writers", test_many_writers);
    for (size_t i = 0; i < G_N_ELEMENTS (tamper_cases); i++) {
        g_autofree char *path = g_strconcat ("/guard/tampering/", tamper_cases[i].name, NULL);

        g_test_add_data_func (path, &tamper_cases[i], test_tampering);
    }
    g_test_add_func ("/guard/only-way-in", test_only_way_in);
    g_test_add_func ("/guard/people", test_people);
    g_test_add_func ("/guard/passwords", test_passwords);
    g_test_add_func ("/guard/totp", test_totp);

    return g_test_run ();
}
