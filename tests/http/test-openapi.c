// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the server answers every operation of data/openapi/staff.yaml with the shape described. */
#include "tests/http/test-api-fixture.h"

#define UUID "9b2f8c0d-3c55-4b0e-9d0e-4c1f0a2b3c01"

/* A row of everything that is shown; a day of 96 intervals of 0 Wh is 96 zero bytes. */
static const char rows[] =
    "INSERT INTO ref.gateway (district_id, gateway_id, name, host, port)"
    " VALUES (1, 1, 'GW1', '127.0.0.1', 502);"
    "INSERT INTO ref.meter (district_id, meter_id, serial, model, digits, accuracy_ppm)"
    " VALUES (1, 5, 'S5', 'generic', 9, 10000);"
    "INSERT INTO collect.photo (district_id, sha256, media_type, content, made_by)"
    " VALUES (1, sha256 ('\\x01'), 'image/png', '\\x01', 'clerk');"
    "INSERT INTO collect.manual_reading (district_id, reading_id, point_id, meter_id, channel, "
    "read_at,"
    " register, note, photo, made_by) VALUES (1, '" UUID "', 11, 5, 1, '2026-03-01 01:00Z', 7, '', "
    "sha256 ('\\x01'), 'clerk');"
    "INSERT INTO collect.attempt (district_id, meter_id, asked_at, day, point_id, gateway_id, "
    "tries,"
    " result, reason, batch_id) VALUES (1, 5, '2026-03-01 01:00Z', '2026-03-01', 11, 1, 3, "
    "'timeout',"
    " 'no answer in 5 s', gen_random_uuid ());"
    "SELECT collect.fill_asked ();"
    "INSERT INTO collect.import (district_id, import_id, name, format, sha256, state, person,"
    " n_intervals, n_new_frames, n_refused, report) VALUES (1, '" UUID "', 'march.csv', 'csv',"
    " '\\x01', 'refused', 'clerk', 96, 0, 1,"
    " '{\"rejected\": [{\"line\": 2, \"field\": \"value\", \"message\": \"is none\"}]}');"
    "INSERT INTO validate.block (district_id, point_id, channel, day, version, n, interval_s,"
    " exponent, payload, flags, sum, digest, made_from, made_by) VALUES (1, 11, 1, '2026-03-01', "
    "1, 96,"
    " 900, 0, decode (repeat ('00', 96), 'hex'), '\\x005c0304', 0, '\\x00', '\\x00', 'test');"
    "INSERT INTO validate.exception (district_id, day, point_id, channel, rule, first_interval,"
    " n_intervals, severity, figures) VALUES (1, '2026-03-01', 11, 1, 'gap', 92, 4, 'warn',"
    " '{\"limit\": 8}');"
    "INSERT INTO energy.balance (district_id, node_id, day, version, in_wh, generation_wh, out_wh,"
    " sold_wh, loss_wh, children_loss_wh, own_loss_wh, theoretical_loss_wh, n, estimated_ppm, "
    "in_block,"
    " out_block, sold_block, made_from) VALUES (1, 2, '2026-03-01', 1, 1000, 0, 0, 950, 50, 20, "
    "30, 25,"
    " 96, 0, '', '', '', '');"
    "INSERT INTO ref.customer (district_id, customer_id, kind, name, email)"
    " VALUES (1, 7, 'organisation', 'Mill Ltd', 'a@b.example');"
    "INSERT INTO ref.account (district_id, account_id, customer_id, number, address)"
    " VALUES (1, 8, 7, 'A-8', 'Mill Road 1');"
    "INSERT INTO ref.cycle VALUES (1, 'A', 'Lake side', '湖滨', 'boss');"
    "INSERT INTO bill.run (district_id, run_id, period_start, period_end, state, started_by)"
    " VALUES (0, '" UUID "', '2026-03-01', '2026-04-01', 'computed', 'clerk');"
    "INSERT INTO bill.bill (district_id, number, account_id, agreement_id, customer_id, point_id,"
    " period_start, period_end, version, kind, state, tariff_code, tariff_version, currency, "
    "energy_wh,"
    " net_minor, tax_minor, total_minor, estimated_ppm, run_id, made_from, content_hash) VALUES (1,"
    " '1-202603-9', 8, 9, 7, 11, '2026-03-01', '2026-04-01', 1, 'bill', 'ready', 'T', 1, 'CNY', "
    "123456, "
    "100, 13,"
    " 113, 0, '" UUID "', sha256 ('\\x01'), sha256 ('\\x02'));"
    "UPDATE bill.bill SET made_of = '1|0|0|1|0|20000|40000|||||';"
    "INSERT INTO bill.line (district_id, number, line_no, kind, component, quantity,"
    " quantity_exponent, unit, rate_micro, amount_minor, amount_exact, explain) VALUES (1, "
    "'1-202603-9', "
    "1,"
    " 'energy', 'E', 123456, -3, 'kWh', 560000, 100, '99.9', '{\"band\": \"peak\"}');"
    "UPDATE bill.bill SET determinants = '[{\"name\": \"import\", \"value\": \"123456\", "
    "\"unit\": \"Wh\"}]';"
    "INSERT INTO bill.finding VALUES (1, '1-202603-9', 'history', 'note', 113, 50, 'minor');"
    "INSERT INTO bill.decision (district_id, decision_id, number, act, person, reason, "
    "content_hash) VALUES (1, '" UUID "', '1-202603-9', 'release', 'clerk', 'seen', '\\x01');"
    "INSERT INTO bill.correction (district_id, correction_id, kind, state, number, causes, "
    "changes, "
    "old_minor, new_minor, made_from) VALUES (1, '" UUID "', 'rebill', 'proposed', '1-202603-9', "
    "'{data}', '[{\"what\": \"data\", \"day\": \"2026-03-04\", \"channel\": 1, \"version\": 2, "
    "\"before\": \"1\", \"after\": \"2\"}]', 113, 120, '\\x02');"
    "INSERT INTO bill.to_date (district_id, agreement_id, period_start, period_end, account_id, "
    "customer_id, point_id, is_current, known_end, state, tariff_code, tariff_version, currency, "
    "energy_wh, net_minor, tax_minor, total_minor, estimated_ppm, newest_at, forecast_wh, "
    "forecast_minor, low_minor, high_minor, lines) VALUES (1, 9, '2026-04-01', '2026-05-01', 8, 7, "
    "11, true, '2026-04-03', 'priced', 'T', 1, 'CNY', 10, 1, 0, 1, 0, now (), 100, 10, 9, 11, "
    "'[{\"kind\": \"energy\", \"component\": \"E\", \"amount_minor\": \"1\"}]');";

#define DRAFT "55555555-5555-4555-8555-555555555555"

static const char drafted[] =
    "INSERT INTO ref.tariff_draft (draft_id, tariff_code, name, document, sha256, fault, edited_by)"
    " VALUES ('" DRAFT "', 'x', 'X', '{}', '', 'unsound', 'clerk');"
    "INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, tariff_code, "
    "valid_from) VALUES (1, 9, 8, 11, 'T', '2026-02-11')";

static const char settled[] =
    "INSERT INTO settle.audit (district_id, settlement_id, rule, node_id, result, figures) VALUES"
    " (0, '" ID "', 'loss', 1, 'warn', '{\"found\": 3}');"
    "INSERT INTO settle.decision (district_id, settlement_id, step, from_state, to_state, person)"
    " VALUES (0, '" ID "', 1, 'audited', 'submitted', 'boss');";

/* What stands for the parameters; statuses where the sample cannot give the good one. */
static const char examples[] =
    "{\"login\": {\"login\": \"chief\", \"password\": \"" PASSWORD "\"},"
    " \"day\": \"2026-03-01\", \"from\": \"2026-03-01\", \"to\": \"2026-03-31\", \"node\": 1,"
    " \"node_id\": 2, \"district_id\": 1, \"point_id\": 11, \"number\": \"1-202603-9\", "
    "\"exception_id\": \"1.2026-03-01.11.1.gap.92\", \"name\": \"validate\", "
    "\"kind\": \"community\", \"rule\": \"spike\", "
    "\"line_no\": 1,"
    " \"correction_id\": \"" UUID "\", \"check_name\": \"history\", \"agreement_id\": 9, "
    "\"act\": \"release\","
    " \"reading_id\": \"" UUID "\", \"sha256\": "
    "\"4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\","
    " \"import_id\": \"" UUID "\", \"run_id\": \"" UUID "\", \"book_id\": \"" RUN "\", "
    "\"settlement_id\": \"" ID "\","
    " \"also\": {\"/api/v1/regions/balance\": [\"day\"], \"/api/v1/exceptions\": [\"from\", "
    "\"to\"],"
    "  \"/api/v1/points/1/11/intervals\": [\"day\"]},"
    " \"tariff_key\": \"" DRAFT "\", \"draft_id\": \"" DRAFT "\", \"whatif_id\": \"" DRAFT "\","
    " \"account\": \"A-8\", \"month\": \"2026-02\","
    " \"bodies\": {"
    "  \"saveTariff\": {\"revision\": 1, \"document\": \"{\\\"id\\\": \\\"x\\\"}\"},"
    "  \"proposeTariff\": {\"revision\": 1}, "
    "  \"returnTariff\": {\"revision\": 1, \"reason\": \"r\"},"
    "  \"withdrawTariff\": {\"revision\": 1, \"reason\": \"r\"},"
    "  \"signTariff\": {\"revision\": 2, \"password\": \"" PASSWORD "\"},"
    "  \"startWhatIf\": {\"whatif_id\": \"" DRAFT "\", \"month\": \"2026-03\", \"replaces\": \"T\","
    "    \"document\": \"{}\"},"
    "  \"setParameter\": {\"point_kind\": \"community\", \"rule\": \"spike\","
    "    \"name\": \"ratio_ppm\", \"value\": 2000000, \"valid_from\": \"2026-04-01\","
    "    \"reason\": \"r\"},"
    "  \"importFile\": \"point,channel,unit\\n\","
    "  \"keepPhoto\": \"no picture\","
    "  \"addManualReading\": {\"reading_id\": \"" RUN
    "\", \"at\": \"2026-03-01T04:07:00Z\", \"channel\": 1, \"value\": \"1\", \"note\": \"n\"},"
    "  \"withdrawManualReading\": {\"reason\": \"r\"},"
    "  \"reread\": {\"request_id\": \"" RUN
    "\", \"points\": [{\"district_id\": 1, \"point_id\": 11}]},"
    "  \"startBillRun\": {\"run_id\": \"" RUN
    "\", \"district_id\": 2, \"period_start\": \"2026-05-01\","
    "    \"period_end\": \"2026-06-01\"},"
    "  \"printBillRun\": {\"book_id\": \"" RUN "\"},"
    "  \"draftSettlement\": {\"settlement_id\": \"" RUN "\", \"period_start\": \"2026-05-01\","
    "    \"period_end\": \"2026-05-01\"},"
    "  \"decideExceptions\": {\"request_id\": \"" RUN
    "\", \"filter\": {\"rule\": \"spike\"}, \"action\": \"accept\","
    "    \"reason\": \"seen\"},"
    "  \"acceptException\": {\"reason\": \"seen\"}, \"estimateException\": {\"reason\": \"bad\"},"
    "  \"reopenException\": {\"reason\": \"again\"},"
    "  \"previewEdit\": {\"channel\": 1, \"day\": \"2026-03-02\", \"from_index\": 0, \"to_index\": "
    "4,"
    "    \"method\": \"value\", \"value\": \"700\"},"
    "  \"makeEdit\": {\"edit_id\": \"" RUN
    "\", \"channel\": 1, \"day\": \"2026-03-01\", \"from_index\": 0,"
    "    \"to_index\": 4, \"method\": \"value\", \"value\": \"700\", \"base_version\": 9, "
    "\"reason\": \"r\"},"
    "  \"exchangeMeter\": {\"request_id\": \"" RUN
    "\", \"at\": \"2026-03-01T04:07:00Z\", \"old_final\": \"1\","
    "    \"new_serial\": \"N1\", \"new_model\": \"sdm630\", \"new_first\": \"0\", \"ct\": \"1/1\", "
    "\"pt\": \"1/1\","
    "    \"reason\": \"r\"},"
    "  \"decideRollover\": {\"request_id\": \"" RUN
    "\", \"day\": \"2026-03-01\", \"accept\": true, \"reason\": \"r\"},"
    "  \"decideBills\": {\"decision_id\": \"" RUN "\", \"act\": \"release\", \"n_expected\": 3, "
    "\"reason\": \"seen\"},"
    "  \"holdBill\": {\"decision_id\": \"" RUN "\", \"reason\": \"odd\"},"
    "  \"releaseBill\": {\"decision_id\": \"" ID "\", \"reason\": \"seen\"},"
    "  \"addBillCycle\": {\"district_id\": 1, \"code\": \"B\", \"name\": \"Lake\", \"name_zh\": "
    "\"\\u6e56\", \"reason\": \"new\"},"
    "  \"assignBillCycle\": {\"district_id\": 1, \"account_number\": \"A-8\", \"cycle\": \"\", "
    "\"reason\": \"moves\"},"
    "  \"setBillCheck\": {\"base_version\": 1, \"severity\": \"note\", \"bound\": \"400\", "
    "\"least\": \"100\", \"reason\": \"winter\"},"
    "  \"orderCorrection\": {\"correction_id\": \"" RUN "\", \"number\": "
    "\"01-202603-000000009-1\", \"kind\": \"rebill\", \"reason\": \"late\"},"
    "  \"approveCorrection\": {\"password\": \"" PASSWORD "\"},"
    "  \"refuseCorrection\": {\"reason\": \"no\"},"
    "  \"closeAgreement\": {\"run_id\": \"" RUN "\", \"last_day\": \"2026-03-10\", \"reason\": "
    "\"moves\"},"
    "  \"approveSettlement\": {\"password\": \"" PASSWORD "\"},"
    "  \"returnSettlement\": {\"reason\": \"wrong\"}},"
    " \"statuses\": {\"proposeTariff\": [422], \"returnTariff\": [409],"
    "  \"signTariff\": [409], \"saveTariff\": [409],"
    "  \"startWhatIf\": [422], \"getWhatIf\": [404],"
    "  \"getPricing\": [200], \"cancelWhatIf\": [202], "
    "\"makeEdit\": [409], \"exchangeMeter\": [422], "
    "  \"keepPhoto\": [422], \"addManualReading\": [422], "
    "  "
    "  \"decideBills\": [409], \"orderCorrection\": [404], \"approveCorrection\": [409],"
    "  \"draftSettlement\": [422], \"auditSettlement\": [409],"
    "  \"submitSettlement\": [409], \"returnSettlement\": [202, 409],"
    "  \"approveSettlement\": [202], \"publishSettlement\": [202, 409],"
    "  \"printBillRun\": [404], \"getBillBook\": [404], \"cancelBillBook\": [404],"
    "  \"getBillPdf\": [200], \"getHealth\": [200],"
    "  \"startBillRun\": [202, 422], \"issueBillRun\": [202, 409, 422], \"cancelBillRun\": [202, "
    "409]}}";

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    gboolean *is_done = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;

    g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &said, NULL, &error);
    g_assert_no_error (error);
    g_print ("%s", said);
    *is_done = TRUE;
}

static void
test_openapi (TestApi *fixture, gconstpointer data)
{
    g_autofree char *check = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "http", "check-openapi",
                                               NULL);
    g_autofree char *document = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data",
                                                  "openapi", "staff.yaml", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) checker = NULL;
    gboolean is_done = FALSE;

    tally_test_db_script (fixture->db, rows);
    tally_test_db_script (fixture->db, settled);
    tally_test_db_script (fixture->db, drafted);
    checker = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, check, document,
                                fixture->url, examples, NULL);
    g_assert_no_error (error);
    g_subprocess_communicate_utf8_async (checker, NULL, NULL, on_checked, &is_done);
    while (!is_done)
        g_main_context_iteration (NULL, TRUE);
    g_assert_true (g_subprocess_get_successful (checker));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/openapi/staff", TestApi, NULL, test_api_set_up, test_openapi, test_api_tear_down);

    return g_test_run ();
}
