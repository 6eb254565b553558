// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: digest and chain are what the header says, byte by byte, and nothing of a frame can
 * change without changing them. Expected figures were made with Python's hashlib. */
#include "server/raw/tally-raw-chain-calc.h"

static const uint8_t payload[] = { 0x0a, 0, 3, 1 };
static const uint8_t flags[] = { 0, 3, 255, 1 };
static const uint8_t origin[] = "AAAAAAAAAAAAAAAA";

static TallyRawFrame
a_frame (void)
{
    return (TallyRawFrame){
        .district_id = 7,
        .day = 20000,
        .point_id = 700001,
        .meter_id = 7000042,
        .channel = 1,
        .kind = TALLY_FRAME_INTERVAL,
        .source = TALLY_FRAME_PROFILE,
        .first_at = 1728000000,
        .interval_s = 900,
        .n = 4,
        .exponent = 0,
        .payload = payload,
        .payload_length = sizeof payload,
        .flags = flags,
        .flags_length = sizeof flags,
        .origin = origin,
        .origin_length = 16,
    };
}

static void
assert_hex (const uint8_t *bytes, const char *expected)
{
    g_autoptr(GString) text = g_string_new (NULL);

    for (size_t i = 0; i < TALLY_RAW_DIGEST_BYTES; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
    g_assert_cmpstr (text->str, ==, expected);
}

static void
test_known (void)
{
    TallyRawFrame frame = a_frame ();
    uint8_t digest[TALLY_RAW_DIGEST_BYTES];
    uint8_t chain[TALLY_RAW_DIGEST_BYTES];

    tally_raw_chain_digest (&frame, digest);
    assert_hex (digest, "27395e0f8297f41d0faf7efbed3ad1e4d5db6dedeed60fa40fc5ea3283c5532e");
    tally_raw_chain_next (NULL, digest, origin, 16, chain);
    assert_hex (chain, "83261f4c4b52887905bd147ab2c50bb22b9f0119abd3cf827db6a6d4a6741922");
    tally_raw_chain_next (chain, digest, origin, 16, chain);
    assert_hex (chain, "b37b2f4b22056e1e3b2b434fce0e046edd4313bd1d1a8ba1a3b742d87adc97a8");
}

static void
test_every_field_counts (void)
{
    static const uint8_t other[] = { 0x0a, 0, 3, 2 };
    TallyRawFrame frames[14];
    uint8_t whole[TALLY_RAW_DIGEST_BYTES];

    for (size_t i = 0; i < G_N_ELEMENTS (frames); i++)
        frames[i] = a_frame ();
    tally_raw_chain_digest (&frames[0], whole);
    frames[0].district_id++;
    frames[1].day++;
    frames[2].point_id++;
    frames[3].meter_id++;
    frames[4].channel++;
    frames[5].kind = TALLY_FRAME_REGISTER;
    frames[6].source = TALLY_FRAME_NEM12;
    frames[7].first_at++;
    frames[8].interval_s++;
    frames[9].n++;
    frames[10].exponent--;
    frames[11].payload = other;
    frames[12].flags = other;
    /* A byte moved from one field to the next must show. */
    frames[13].payload_length--;

    for (size_t i = 0; i < G_N_ELEMENTS (frames); i++) {
        uint8_t digest[TALLY_RAW_DIGEST_BYTES];

        tally_raw_chain_digest (&frames[i], digest);
        g_assert_cmpint (memcmp (digest, whole, sizeof digest), !=, 0);
    }
}

static void
test_where_from_is_not_content (void)
{
    TallyRawFrame frame = a_frame ();
    uint8_t one[TALLY_RAW_DIGEST_BYTES];
    uint8_t other[TALLY_RAW_DIGEST_BYTES];

    tally_raw_chain_digest (&frame, one);
    frame.origin = payload;
    frame.origin_length = sizeof payload;
    tally_raw_chain_digest (&frame, other);
    g_assert_cmpmem (one, sizeof one, other, sizeof other);
}

/* What an older format kept of a chain is its beginning. */
static void
test_keep (void)
{
    for (size_t n = 0; n <= TALLY_RAW_DIGEST_BYTES; n++) {
        uint8_t chain[TALLY_RAW_DIGEST_BYTES];

        memset (chain, 0xa5, sizeof chain);
        tally_raw_chain_keep (chain, n);
        for (size_t i = 0; i < sizeof chain; i++)
            g_assert_cmpint (chain[i], ==, i < n ? 0xa5 : 0);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/raw/chain/known", test_known);
    g_test_add_func ("/raw/chain/every-field-counts", test_every_field_counts);
    g_test_add_func ("/raw/chain/keep", test_keep);
    g_test_add_func ("/raw/chain/where-from-is-not-content", test_where_from_is_not_content);

    return g_test_run ();
}
