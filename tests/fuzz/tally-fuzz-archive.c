// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/tally-fuzz-archive.h"

#include "server/raw/tally-raw-archive.h"
#include "server/raw/tally-raw-chain-calc.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *archive_path = NULL;

static void
remove_archive (void)
{
    g_unlink (archive_path);
    g_free (archive_path);
}

/* What is taken is what its digest says: no other bytes are. */
void
tally_fuzz_archive_read (const uint8_t *bytes, size_t length)
{
    static int fd = -1;
    g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
    g_autoptr(GError) error = NULL;
    TallyRawArchive archive;
    gboolean is_good;

    if (fd < 0) {
        fd = g_file_open_tmp ("archive-XXXXXX", &archive_path, &error);
        g_assert_no_error (error);
        atexit (remove_archive);
    }
    g_assert_cmpint (ftruncate (fd, 0), ==, 0);
    g_assert_cmpint (pwrite (fd, bytes, length, 0), ==, (gssize) length);
    is_good = tally_raw_archive_check (archive_path, &archive, &error);
    g_assert_true (is_good == (error == NULL));
    if (is_good)
        g_assert_cmpstr (archive.sha256, ==, sum);
}

static void
add_number (GByteArray *bytes, uint64_t number, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = (uint8_t) (number >> (8 * (n - 1 - i)));

        g_byte_array_append (bytes, &byte, 1);
    }
}

static void
add_field (GByteArray *bytes, const void *field, size_t length)
{
    add_number (bytes, length, 4);
    g_byte_array_append (bytes, field, (guint) length);
}

/* A frame of 2014-03-02, which PostgreSQL counts as day 5174, and its place in the chain. */
static void
add_frame (GByteArray *bytes, const TallyRawFrame *frame)
{
    /* district, day, seq, point, meter, channel; first_at, interval, n, exponent */
    static const struct {
        uint64_t number;
        size_t n;
    } before[] = { { 1, 4 }, { 5174, 4 }, { 1, 4 }, { 2, 8 }, { 3, 8 }, { 1, 2 } },
      after[] = { { 0, 8 }, { 900, 4 }, { 2, 4 }, { 0, 2 } };
    uint8_t digest[TALLY_RAW_DIGEST_BYTES];
    uint8_t chain[TALLY_RAW_DIGEST_BYTES];

    tally_raw_chain_digest (frame, digest);
    tally_raw_chain_next (NULL, digest, frame->origin, frame->origin_length, chain);
    add_number (bytes, 18, 2);
    for (size_t i = 0; i < G_N_ELEMENTS (before); i++) {
        add_number (bytes, before[i].n, 4);
        add_number (bytes, before[i].number, before[i].n);
    }
    add_field (bytes, "interval", 8);
    add_field (bytes, "modbus", 6);
    for (size_t i = 0; i < G_N_ELEMENTS (after); i++) {
        add_number (bytes, after[i].n, 4);
        add_number (bytes, after[i].number, after[i].n);
    }
    add_field (bytes, frame->payload, frame->payload_length);
    add_field (bytes, frame->flags, frame->flags_length);
    add_field (bytes, frame->origin, frame->origin_length);
    add_number (bytes, 8, 4);
    add_number (bytes, 0, 8);
    add_field (bytes, digest, sizeof digest);
    add_field (bytes, chain, TALLY_RAW_LINK_BYTES);
}

GByteArray *
tally_fuzz_archive_seed (void)
{
    static const TallyRawFrame frame = { .district_id = 1,
                                         .day = 16131,
                                         .point_id = 2,
                                         .meter_id = 3,
                                         .channel = 1,
                                         .source = TALLY_FRAME_MODBUS,
                                         .first_at = 946684800, /* 2000-01-01 */
                                         .interval_s = 900,
                                         .n = 2,
                                         .payload = (const uint8_t *) "\2\4",
                                         .payload_length = 2,
                                         .flags = (const uint8_t *) "\2",
                                         .flags_length = 1,
                                         .origin = (const uint8_t *) "0123456789abcdef",
                                         .origin_length = 16 };
    const TallyRawArchiveHead head = { tally_month_of ((TallyDay){ frame.day }), 1, 1 };
    GByteArray *bytes = g_byte_array_new ();
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    uint8_t tail[TALLY_RAW_ARCHIVE_TAIL_BYTES];
    gsize length = sizeof tail;

    g_byte_array_set_size (bytes, TALLY_RAW_ARCHIVE_HEAD_BYTES);
    tally_raw_archive_head_put (&head, bytes->data);
    g_byte_array_append (bytes, (const uint8_t *) "PGCOPY\n\377\r\n\0", 11);
    add_number (bytes, 0, 8);
    add_frame (bytes, &frame);
    add_number (bytes, 0xffff, 2);
    g_checksum_update (sum, bytes->data, bytes->len);
    g_checksum_get_digest (sum, tail, &length);
    g_byte_array_append (bytes, tail, sizeof tail);
    return bytes;
}

/* The fuzzer begins with what is good, or it would only try what is refused at once. */
void
tally_fuzz_archive_test_seed (void)
{
    g_autoptr(GByteArray) seed = tally_fuzz_archive_seed ();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    TallyRawArchive archive;
    int fd = g_file_open_tmp ("archive-XXXXXX", &path, &error);

    g_assert_no_error (error);
    g_assert_cmpint (write (fd, seed->data, seed->len), ==, (gssize) seed->len);
    close (fd);
    tally_raw_archive_check (path, &archive, &error);
    g_assert_no_error (error);
    g_assert_cmpint (archive.head.n_frames, ==, 1);
    g_unlink (path);
}
