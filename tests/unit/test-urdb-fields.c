// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a document cannot say of an OpenEI record is refused by the
 * field's name, and no field of a record is dropped in silence. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"
#include "tests/unit/urdb-record.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *record;
    const char *says;
} RefusalCase;

static const RefusalCase refusal_cases[] = {
    { "unknown", "{" ENERGY (TWO_RATES) ", \"fuelcharge\": 0.01}", "cannot express “fuelcharge”" },
    { "unknown-unit",
      "{" ENERGY (
          "[[{\"rate\": 1, \"max\": 5, \"unit\": \"therm\"}, {\"rate\": 2}], [{\"rate\": 1}]]") "}",
      "unit “therm” is not known" },
    { "mixed-units",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh daily\"}, {\"rate\": 2, "
                  "\"unit\": \"kWh\"}], [{\"rate\": 1}]]") "}",
      "limits by the day and by the month together" },
    { "step-first",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh\"}, {\"rate\": 2, "
                  "\"unit\": \"kWh/kW\"}], [{\"rate\": 1}]]") "}",
      "the first tier must be of kWh/kW" },
    { "tiers-disagree",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5}, {\"rate\": 2}], [{\"rate\": 1}]]") "}",
      "OpenEI record, energyratestructure" },
    { "no-period", "{" ENERGY ("[[{\"rate\": 1}]]") "}", "there is no such period" },
    { "no-schedule", "{\"energyratestructure\": [[{\"rate\": 1}]]}",
      "“energyweekdayschedule” is missing" },
    { "no-limit", "{" ENERGY ("[[{\"rate\": 1}, {\"rate\": 2}], [{\"rate\": 1}]]") "}",
      "only the last tier may lack “max”" },
    { "tier-field", "{" ENERGY ("[[{\"rate\": 1, \"effective\": 3}], [{\"rate\": 1}]]") "}",
      "effective: unknown field" },
    { "fixed-unit",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 1, \"fixedchargeunits\": \"$/week\"}",
      "unit “$/week” is not known" },
    { "demand-daily",
      "{" ENERGY (TWO_RATES) ", \"flatdemandunit\": \"kW daily\", \"flatdemandstructure\": "
                             "[[{\"rate\": 5}]]}",
      "flatdemandunit: unit “kW daily” is not known" },
    { "demand-unit",
      "{" ENERGY (TWO_RATES) ", \"demandrateunit\": \"MW\", \"demandratestructure\": [[{\"rate\": "
                             "5}]], \"demandweekdayschedule\": " ALL_0
                             ", \"demandweekendschedule\": " ALL_0 "}",
      "demandrateunit: unit “MW” is not known" },
    { "window",
      "{" ENERGY (TWO_RATES) ", \"demandwindow\": 45, \"flatdemandstructure\": [[{\"rate\": 5}]]}",
      "demandwindow: 5 to 60 minutes" },
    { "ratchet-by-month",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], "
                             "\"demandratchetpercentage\": [0.5,0.6]}",
      "demandratchetpercentage[1]: a ratchet that changes by month" },
    { "ratchet-negative",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "-9223372036854775807}",
      "0 to 100 is expected" },
    { "ratchet-months-and-range",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "0.5, \"lookbackrange\": 6, "
                             "\"lookbackmonths\": [0,0,0,1,0,0,0,0,0,0,0,0]}",
      "lookbackmonths: months beside a range" },
    { "old-unit",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"demandunits\": "
                             "\"kW daily\"}",
      "demandunits: unit “kW daily” is not known" },
    { "ratchet-range",
      "{" ENERGY (
          TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": 1, "
                     "\"lookbackrange\": 99}",
      "lookbackrange: 1 to 36 months" },
    { "ratchet-eleven",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "0.1, \"lookbackmonths\": [1]}",
      "lookbackmonths: 12 months are expected" },
    { "ratchet-two",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "0.1, \"lookbackmonths\": [2,0,0,0,0,0,0,0,0,0,0,0]}",
      "lookbackmonths[0]: 0 or 1 is expected" },
    { "flat-months",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"flatdemandmonths\": "
                             "[0]}",
      "flatdemandmonths: 12 months are expected" },
    { "flat-month",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"flatdemandmonths\": "
                             "[1,0,0,0,0,0,0,0,0,0,0,0]}",
      "flatdemandmonths[0]: there is no such period" },
    { "coincident-unit",
      "{" ENERGY (TWO_RATES) ", \"coincidentrateunit\": \"hp\", \"coincidentratestructure\": "
                             "[[{\"rate\": 5}]], \"coincidentschedule\": " ALL_0 "}",
      "coincidentrateunit: unit “hp” is not known" },
    { "coincident-schedule",
      "{" ENERGY (TWO_RATES) ", \"coincidentratestructure\": [[{\"rate\": 5}]]}",
      "“coincidentrateschedule” is missing" },
    { "fuel-eleven", "{" ENERGY (TWO_RATES) ", \"fueladjustmentsmonthly\": [0.1]}",
      "fueladjustmentsmonthly: 12 months are expected" },
    { "meters-by-day",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 1, \"fixedchargeeaaddl\": 1, "
                             "\"fixedchargeunits\": \"$/day\"}",
      "fixedchargeeaaddl: a charge for more meters by the day" },
    { "eleven-months",
      "{\"energyratestructure\": [[{\"rate\": 1}]], \"energyweekdayschedule\": [" DAY_0 "]}",
      "12 months are expected" },
    { "negative-limit",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": -5}, {\"rate\": 2}], [{\"rate\": 1}]]") "}",
      "a negative limit" },
    { "no-tier", "{" ENERGY ("[[], [{\"rate\": 1}]]") "}", "a period without a rate" },
    { "last-block",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh/kW\"}, {\"rate\": 1, \"max\": 5, "
                  "\"unit\": \"kWh\"}], [{\"rate\": 1}]]") "}",
      "the last block must have no end" },
    { "step-in-block",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh/kW\"}, {\"rate\": 1, \"max\": 5, "
                  "\"unit\": \"kWh\"}, {\"rate\": 1, \"unit\": \"kWh/kW\"}], [{\"rate\": 1}]]") "}",
      "a step that ends before its block" },
    { "open-step",
      "{" ENERGY ("[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh/kW\"}, {\"rate\": 1, \"unit\": "
                  "\"kWh\"}, {\"rate\": 1, \"unit\": \"kWh\"}, {\"rate\": 1, \"unit\": "
                  "\"kWh/kW\"}], [{\"rate\": 1}]]") "}",
      "only the last step of a block may lack" },
    { "open-block",
      "{" ENERGY ("[[{\"rate\": 1, \"unit\": \"kWh/kW\"}, {\"rate\": 1, \"max\": 3, \"unit\": "
                  "\"kWh\"}, {\"rate\": 1, \"unit\": \"kWh/kW\"}], [{\"rate\": 1}]]") "}",
      "only the last block may lack" },
    { "minimum-unit", "{" ENERGY (TWO_RATES) ", \"mincharge\": 1, \"minchargeunits\": \"$/week\"}",
      "minchargeunits: unit “$/week” is not known" },
    { "demand-tier-unit",
      "{\"demandratestructure\": [[{\"rate\": 1, \"max\": 5, \"unit\": \"therm\"}, {\"rate\": "
      "1}]], \"demandweekdayschedule\": " ALL_0 ", \"demandweekendschedule\": " ALL_0 "}",
      "unit “therm” is not “kW”" },
    { "eleven-hours",
      "{\"energyratestructure\": [[{\"rate\": 1}]], \"energyweekdayschedule\": "
      "[[0],[0],[0],[0],[0],[0],[0],[0],[0],[0],[0],[0]]}",
      "24 hours are expected" },
    { "not-json", "{", "a quoted string is missing" },
    { "two-records", "{\"items\": [{}, {}]}", "one record is expected, not 2" },
    { "own-generation", "{" ENERGY (TWO_RATES) ", \"dgrules\": \"Barter\"}",
      "rule “Barter” is not known" },
    { "nothing", "{\"name\": \"x\"}", "the record has no price" },
    { "minimum-month-differs",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 100, \"minmonthlycharge\": 150}",
      "minmonthlycharge: “mincharge” says otherwise" },
    { "minimum-day-and-month",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 1, \"minchargeunits\": \"$/day\", "
                             "\"minmonthlycharge\": 1}",
      "minmonthlycharge: “mincharge” says otherwise" },
    { "minimum-year-differs",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 1, \"minchargeunits\": \"$/year\", "
                             "\"annualmincharge\": 2}",
      "annualmincharge: “mincharge” says otherwise" },
    { "minimum-text", "{" ENERGY (TWO_RATES) ", \"mincharge\": \"x\", \"minmonthlycharge\": 1}",
      "“x” is not a number" },
    { "minimum-month-text",
      "{" ENERGY (TWO_RATES) ", \"mincharge\": 1, \"minmonthlycharge\": \"y\"}",
      "“y” is not a number" },
    { "editions-differ", "{" ENERGY (TWO_RATES) ", \"minmonthlycharge\": 1, \"minmonthly\": 2}",
      "minmonthly: “minmonthlycharge” says otherwise" },
    { "editions-months",
      "{" ENERGY (TWO_RATES) ", \"lookbackmonths\": [0, 1], \"lookbackMonths\": [0, 0]}",
      "lookbackMonths: “lookbackmonths” says otherwise" },
    { "fixed-monthly-differs",
      "{" ENERGY (TWO_RATES) ", \"fixedchargefirstmeter\": 6, \"fixedmonthlycharge\": 7}",
      "fixedmonthlycharge: “fixedchargefirstmeter” says otherwise" },
    { "net-metering-sells",
      "{" ENERGY ("[[{\"rate\": 0.1, \"sell\": 0.05}], [{\"rate\": 1}]]") ", \"dgrules\": \"Net "
                                                                          "Metering\"}",
      "energyratestructure[0][0].sell: under net metering" },
    { "net-metering-sells-text",
      "{" ENERGY ("[[{\"rate\": 0.1, \"sell\": \"s\"}], [{\"rate\": 1}]]") ", \"dgrules\": "
                                                                           "\"Net Metering\"}",
      "“s” is not a number" },
    { "rules-differ",
      "{" ENERGY (TWO_RATES) ", \"dgrules\": \"Buy All Sell All\", \"usenetmetering\": true}",
      "usenetmetering: “dgrules” says otherwise" },
    { "one-tier-unit", "{" ENERGY ("[[{\"rate\": 1, \"unit\": \"MWh\"}], [{\"rate\": 1}]]") "}",
      "unit “MWh” is not known" },
    { "last-limit", "{" ENERGY ("[[{\"rate\": 1, \"max\": 500}], [{\"rate\": 1}]]") "}",
      "max: what is above the last tier has no rate" },
    { "block-field",
      "{" ENERGY (
          "[[{\"rate\": 1, \"max\": 5, \"unit\": \"kWh/kW\"}, {\"rate\": 1, \"unit\": "
          "\"kWh\", \"extra\": 1}, {\"rate\": 1, \"unit\": \"kWh/kW\"}], [{\"rate\": 1}]]") "}",
      "extra: unknown field" },
    { "flat-tier-unit",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5, \"unit\": \"kVA\"}]]}",
      "flatdemandstructure[0][0].unit: unit “kVA” is not “kW”" },
    { "flat-sells",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5, \"sell\": 1}]]}",
      "flatdemandstructure[0][0].sell: a demand cannot be sold" },
    { "coincident-tier-unit",
      "{" ENERGY (TWO_RATES) ", \"coincidentratestructure\": [[{\"rate\": 5, \"unit\": "
                             "\"hp\"}]], \"coincidentschedule\": " ALL_0 "}",
      "unit “hp” is not “kW”" },
    { "ratchet-twice",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "50, \"demandratchetpercentage\": [0,0.5]}",
      "demandratchetpercentage: a ratchet beside “lookbackpercent”" },
    { "ratchet-twice-number",
      "{" ENERGY (TWO_RATES) ", \"flatdemandstructure\": [[{\"rate\": 5}]], \"lookbackpercent\": "
                             "50, \"demandratchetpercentage\": 0.5}",
      "demandratchetpercentage: a ratchet beside “lookbackpercent”" },
    { "start-text", "{" ENERGY (TWO_RATES) ", \"startdate\": \"soon\"}",
      "startdate: “soon” is not a number" },
    { "start-far", "{" ENERGY (TWO_RATES) ", \"startdate\": 1514764800000}",
      "startdate: seconds since 1970" },
    { "start-long-ago", "{" ENERGY (TWO_RATES) ", \"startdate\": -1514764800000}",
      "startdate: seconds since 1970" },
    { "end-text", "{" ENERGY (TWO_RATES) ", \"enddate\": {}}", "enddate" },
    { "end-before", "{" ENERGY (TWO_RATES) ", \"startdate\": 1514764800, \"enddate\": 1433116800}",
      "enddate: before “startdate”" },
    { "attributes-object", "{" ENERGY (TWO_RATES) ", \"demandattrs\": {\"a\": \"b\"}}",
      "demandattrs" },
    { "attributes-number", "{" ENERGY (TWO_RATES) ", \"fixedattrs\": [1]}", "fixedattrs[0]" },
    { "attributes-nested", "{" ENERGY (TWO_RATES) ", \"energyattrs\": [{\"a\": [1]}]}",
      "energyattrs[0].a: a text or number is expected" },
    { "text-rate", "{" ENERGY ("[[{\"rate\": \"dear\"}], [{\"rate\": 1}]]") "}",
      "“dear” is not a number" },
};

/* Every field of the service's editions 7 and 8, and what a record with it becomes. */
typedef enum {
    SAID,   /* decides no price: the document is the same without it */
    PRICED, /* the document has what @shows */
    SPOKEN, /* the document's own words have what @shows */
} FieldFate;

static const struct {
    const char *field;
    const char *value;
    FieldFate fate;
    const char *shows;
} fields[] = {
    { "uri", "\"https://example.org/r\"", SAID, NULL },
    { "approved", "true", SAID, NULL },
    { "is_default", "true", SAID, NULL },
    { "utility", "\"Example\"", SAID, NULL },
    { "eiaid", "17609", SAID, NULL },
    { "eia", "17609", SAID, NULL },
    { "country", "\"USA\"", SAID, NULL },
    { "sector", "\"Commercial\"", SAID, NULL },
    { "servicetype", "\"Bundled\"", SAID, NULL },
    { "description", "\"words\"", SAID, NULL },
    { "source", "\"https://example.org\"", SAID, NULL },
    { "sourceparent", "\"https://example.org\"", SAID, NULL },
    { "basicinformationcomments", "\"words\"", SAID, NULL },
    { "supersedes", "\"539f\"", SAID, NULL },
    { "supercedes", "\"539f\"", SAID, NULL },
    { "revisions", "[1433408708]", SAID, NULL },
    { "latest_update", "1433408708", SAID, NULL },
    { "peakkwcapacitymin", "20", SAID, NULL },
    { "peakkwcapacitymax", "200", SAID, NULL },
    { "peakkwcapacityhistory", "12", SAID, NULL },
    { "peakkwhusagemin", "20", SAID, NULL },
    { "peakkwhusagemax", "200", SAID, NULL },
    { "peakkwhusagehistory", "12", SAID, NULL },
    { "voltageminimum", "2000", SAID, NULL },
    { "voltagemaximum", "50000", SAID, NULL },
    { "voltagecategory", "\"Primary\"", SAID, NULL },
    { "phasewiring", "\"Single Phase\"", SAID, NULL },
    { "demandcomments", "\"words\"", SAID, NULL },
    { "energycomments", "\"words\"", SAID, NULL },
    { "label", "\"55fc81\"", PRICED, "\"id\": \"55fc81\"" },
    { "name", "\"GS-2\"", PRICED, "\"name\": \"GS-2\"" },
    /* 1433116800 is 2015-06-01 00:00, 1451520000 2015-12-31 00:00, the last day */
    { "startdate", "1433116800", PRICED, "\"valid_from\": \"2015-06-01\"" },
    { "startdate", "1433116800.0", PRICED, "\"valid_from\": \"2015-06-01\"" },
    { "startdate", "\"2015-06-01\"", PRICED, "\"valid_from\": \"2015-06-01\"" },
    /* half a second before 1970 is a second of its last day */
    { "startdate", "-0.5", PRICED, "\"valid_from\": \"1969-12-31\"" },
    { "enddate", "1451520000", PRICED, "\"valid_until\": \"2016-01-01\"" },
    { "demandwindow", "15", SAID, NULL }, /* without a demand */
    { "demandrateunit", "\"kW\"", SAID, NULL },
    { "flatdemandunit", "\"kW\"", SAID, NULL },
    { "coincidentrateunit", "\"kW\"", SAID, NULL },
    { "demandunits", "\"kW\"", SAID, NULL },
    { "demandratchetpercentage", "[0.5]", SAID, NULL },
    { "lookbackpercent", "0.5", SAID, NULL },
    { "lookbackrange", "12", SAID, NULL },
    { "lookbackmonths", "[0]", SAID, NULL },
    { "demandweekdayschedule", ALL_0, SAID, NULL },
    { "demandweekendschedule", ALL_0, SAID, NULL },
    { "coincidentrateschedule", ALL_0, SAID, NULL },
    { "flatdemandmonths", "[0]", SAID, NULL },
    { "fixedchargeunits", "\"$/day\"", SAID, NULL }, /* without a charge */
    { "minchargeunits", "\"$/day\"", SAID, NULL },
    { "usenetmetering", "true", PRICED, "\"method\": \"net-metering\"" },
    { "dgrules", "\"Net Billing Instantaneous\"", PRICED, "\"method\": \"net-billing\"" },
    { "flatdemandstructure", "[[{\"rate\": 5}]]", PRICED, "\"id\": \"flat-demand\"" },
    { "demandratestructure",
      "[[{\"rate\": 5}]], \"demandweekdayschedule\": " ALL_0 ", \"demandweekendschedule\": " ALL_0,
      PRICED, "\"schedule\": \"demand\"" },
    { "coincidentratestructure", "[[{\"rate\": 5}]], \"coincidentrateschedule\": " ALL_0, PRICED,
      "\"kind\": \"coincident\"" },
    { "demandreactivepowercharge", "0.3", PRICED, "\"unit\": \"kvar\", \"rate\": \"0.3\"" },
    { "fueladjustmentsmonthly", "[0.1,0,0,0,0,0,0,0,0,0,0,0]", PRICED, "\"id\": \"fuel\"" },
    { "fixedchargefirstmeter", "3", PRICED, "\"rate\": \"3\", \"per\": \"month\"" },
    { "fixedmonthlycharge", "3", PRICED, "\"rate\": \"3\", \"per\": \"month\"" },
    { "fixedchargeeaaddl", "3", PRICED, "\"rate\": \"3\", \"per\": \"meter-month\"" },
    { "mincharge", "3", PRICED, "\"amount\": \"3\", \"per\": \"month\"" },
    { "minmonthlycharge", "3", PRICED, "\"amount\": \"3\", \"per\": \"month\"" },
    { "annualmincharge", "3", PRICED, "\"amount\": \"3\", \"per\": \"year\"" },
    { "fixedattrs", "[{\"Meter\": \"$3\"}]", SPOKEN, "fixedattrs (not charged); Meter: $3" },
    { "demandattrs", "[{\"Over 50 kV\": \"$-1/kW\"}]", SPOKEN,
      "demandattrs (not charged); Over 50 kV: $-1/kW" },
    { "energyattrs", "[{\"key\": \"Credit\", \"val\": -0.1}]", SPOKEN,
      "energyattrs (not charged); key: Credit; val: -0.1" },
    { "fixedkeyvals", "\"Credit 3\", \"energykeyvals\": \"more\"", SPOKEN,
      "fixedkeyvals (not charged); Credit 3; energykeyvals (not charged); more" },
};

static void
test_fields (void)
{
    static const char bare[] = "{" ENERGY (TWO_RATES) "}";
    g_autofree char *without = tally_tariff_from_urdb (bare, -1, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *record = g_strdup_printf ("{%s, \"%s\": %s}", ENERGY (TWO_RATES),
                                                   fields[i].field, fields[i].value);
        g_autoptr(GError) error = NULL;
        g_autofree char *native = tally_tariff_from_urdb (record, -1, &error);
        g_autoptr(TallyTariff) tariff = NULL;

        g_test_message ("%s", fields[i].field);
        g_assert_false (tally_tariff_is_native (record, -1));
        g_assert_true (native == NULL || tally_tariff_is_native (native, -1));
        g_assert_no_error (error);
        tariff = tally_tariff_read (record, -1, &error);
        g_assert_no_error (error);
        if (fields[i].fate == SAID) {
            g_assert_cmpstr (native, ==, without);
            continue;
        }
        g_assert_nonnull (strstr (native, fields[i].shows));
        g_assert_true ((strstr (native, "\"description\": ") != NULL)
                       == (fields[i].fate == SPOKEN));
    }
}

static void
test_refusal (gconstpointer data)
{
    const RefusalCase *c = data;
    g_autoptr(GError) error = NULL;
    TallyTariff *tariff = tally_tariff_read (c->record, -1, &error);

    g_assert_null (tariff);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, c->says));
    /* What cannot be read cannot be converted either, or only to what cannot be read. */
    g_free (tally_tariff_from_urdb (c->record, -1, NULL));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (refusal_cases); i++) {
        g_autofree char *path = g_strconcat ("/urdb/refused/", refusal_cases[i].name, NULL);

        g_test_add_data_func (path, &refusal_cases[i], test_refusal);
    }
    g_test_add_func ("/urdb/fields", test_fields);
    return g_test_run ();
}
