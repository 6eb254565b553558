// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: Modbus requests lie on the wire as the specification says, and nothing but the answer to
 * the question that was asked is believed. */
#include "server/collect/modbus/tally-modbus-calc.h"

#include <string.h>

typedef struct {
    const char *name;
    TallyModbusFraming framing;
    TallyMeterRequest request;
    const char *bytes; /* hexadecimal */
} Encoded;

/* The serial examples are of the specification and of makers' manuals. */
static const Encoded encoded[] = {
    { "tcp-holding",
      TALLY_MODBUS_TCP,
      { 17, TALLY_METER_READ_HOLDING, 0x6b, 3, { 0 } },
      "1234000000061103006b0003" },
    { "tcp-input",
      TALLY_MODBUS_TCP,
      { 1, TALLY_METER_READ_INPUT, 8, 1, { 0 } },
      "123400000006010400080001" },
    { "tcp-write",
      TALLY_MODBUS_TCP,
      { 17, TALLY_METER_WRITE, 1, 2, { 0x0a, 0x102 } },
      "12340000000b11100001000204000a0102" },
    { "rtu-holding",
      TALLY_MODBUS_RTU,
      { 17, TALLY_METER_READ_HOLDING, 0x6b, 3, { 0 } },
      "1103006b00037687" },
    { "rtu-input",
      TALLY_MODBUS_RTU,
      { 1, TALLY_METER_READ_INPUT, 0, 2, { 0 } },
      "01040000000271cb" },
    { "rtu-write",
      TALLY_MODBUS_RTU,
      { 17, TALLY_METER_WRITE, 1, 2, { 0x0a, 0x102 } },
      "11100001000204000a0102c6f0" },
};

static size_t
bytes_of (const char *text, uint8_t *bytes)
{
    size_t n = strlen (text) / 2;

    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t) (g_ascii_xdigit_value (text[2 * i]) << 4
                              | g_ascii_xdigit_value (text[2 * i + 1]));
    return n;
}

static void
test_encode (gconstpointer data)
{
    const Encoded *row = data;
    uint8_t expected[TALLY_MODBUS_MAX_FRAME];
    uint8_t frame[TALLY_MODBUS_MAX_FRAME];
    size_t n = bytes_of (row->bytes, expected);

    g_assert_cmpmem (frame, tally_modbus_encode (row->framing, 0x1234, &row->request, frame),
                     expected, n);
}

typedef struct {
    const char *name;
    TallyModbusFraming framing;
    TallyMeterVerb verb;
    const char *bytes;
    TallyModbusVerdict verdict;
    int exception;
    const char *fault;
} Decoded;

/* All answer a question of unit 17 for 2 words from 1 on, transaction 0x1234. */
static const Decoded decoded[] = {
    { "tcp", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "12340000000711040400050006",
      TALLY_MODBUS_ANSWER, 0, NULL },
    { "tcp-write", TALLY_MODBUS_TCP, TALLY_METER_WRITE, "123400000006111000010002",
      TALLY_MODBUS_ANSWER, 0, NULL },
    { "tcp-exception", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "123400000003118402",
      TALLY_MODBUS_ANSWER, 2, NULL },
    { "tcp-exception-0", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "123400000003118400",
      TALLY_MODBUS_GARBAGE, 0, "without a code" },
    { "tcp-other-unit", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "12340000000712040400050006",
      TALLY_MODBUS_GARBAGE, 0, "another unit" },
    { "tcp-other-function", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "12340000000711030400050006",
      TALLY_MODBUS_GARBAGE, 0, "another question" },
    { "tcp-other-transaction", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "1233",
      TALLY_MODBUS_GARBAGE, 0, "another transaction" },
    { "tcp-protocol", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "12340001", TALLY_MODBUS_GARBAGE, 0,
      "not Modbus" },
    { "tcp-length", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "12340000000811040400050006",
      TALLY_MODBUS_GARBAGE, 0, "length" },
    { "tcp-count", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "123400000005110402000500",
      TALLY_MODBUS_GARBAGE, 0, "another question" },
    { "tcp-more", TALLY_MODBUS_TCP, TALLY_METER_READ_INPUT, "1234000000071104040005000699",
      TALLY_MODBUS_GARBAGE, 0, "more came" },
    { "tcp-written-elsewhere", TALLY_MODBUS_TCP, TALLY_METER_WRITE, "123400000006111000020002",
      TALLY_MODBUS_GARBAGE, 0, "something else" },
    { "tcp-written-less", TALLY_MODBUS_TCP, TALLY_METER_WRITE, "123400000006111000010001",
      TALLY_MODBUS_GARBAGE, 0, "something else" },
    { "rtu", TALLY_MODBUS_RTU, TALLY_METER_READ_HOLDING, "1103040005000698f6", TALLY_MODBUS_GARBAGE,
      0, "checksum" },
    { "rtu-other-unit", TALLY_MODBUS_RTU, TALLY_METER_READ_HOLDING, "12", TALLY_MODBUS_GARBAGE, 0,
      "another unit" },
};

static void
test_decode (gconstpointer data)
{
    const Decoded *row = data;
    TallyMeterRequest request = { 17, row->verb, 1, 2, { 0 } };
    uint8_t bytes[TALLY_MODBUS_MAX_FRAME];
    size_t n = bytes_of (row->bytes, bytes);
    TallyMeterAnswer answer = { .exception = -1 };
    const char *fault = NULL;

    g_assert_cmpint (tally_modbus_decode (row->framing, 0x1234, &request, bytes, n, &answer,
                                          &fault),
                     ==, row->verdict);
    if (row->verdict == TALLY_MODBUS_ANSWER)
        g_assert_cmpint (answer.exception, ==, row->exception);
    else
        g_assert_nonnull (strstr (fault, row->fault));
    if (row->verdict == TALLY_MODBUS_ANSWER && row->exception == 0
        && row->verb != TALLY_METER_WRITE) {
        g_assert_cmpint (answer.words[0], ==, 5);
        g_assert_cmpint (answer.words[1], ==, 6);
    }
}

/* A right answer, in either framing, is believed when whole and waited for when not. */
static void
test_piecewise (void)
{
    for (int framing = 0; framing < 2; framing++) {
        TallyMeterRequest request = { 17, TALLY_METER_READ_INPUT, 1, 2, { 0 } };
        uint8_t bytes[] = { 0x12, 0x34, 0, 0, 0, 7, 17, 4, 4, 0, 5, 0, 6, 0, 0 };
        const uint8_t *frame = framing == TALLY_MODBUS_TCP ? bytes : bytes + 6;
        size_t n = framing == TALLY_MODBUS_TCP ? 13 : 9;
        uint16_t crc = tally_modbus_crc (bytes + 6, 7);
        TallyMeterAnswer answer;
        const char *fault = NULL;

        if (framing == TALLY_MODBUS_RTU) {
            bytes[13] = (uint8_t) crc;
            bytes[14] = (uint8_t) (crc >> 8);
        }
        for (size_t i = 0; i < n; i++)
            g_assert_cmpint (tally_modbus_decode ((TallyModbusFraming) framing, 0x1234, &request,
                                                  frame, i, &answer, &fault),
                             ==, TALLY_MODBUS_MORE);
        g_assert_cmpint (tally_modbus_decode ((TallyModbusFraming) framing, 0x1234, &request, frame,
                                              n, &answer, &fault),
                         ==, TALLY_MODBUS_ANSWER);
        g_assert_cmpint (answer.words[1], ==, 6);
    }
}

/* Every single bit of a serial answer that turns is noticed. */
static void
test_bit_flips (void)
{
    TallyMeterRequest request = { 17, TALLY_METER_READ_INPUT, 1, 2, { 0 } };
    uint8_t bytes[] = { 17, 4, 4, 0, 5, 0, 6, 0, 0 };
    uint16_t crc = tally_modbus_crc (bytes, 7);

    bytes[7] = (uint8_t) crc;
    bytes[8] = (uint8_t) (crc >> 8);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        TallyMeterAnswer answer;
        const char *fault = NULL;

        bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
        g_assert_cmpint (tally_modbus_decode (TALLY_MODBUS_RTU, 0, &request, bytes, sizeof bytes,
                                              &answer, &fault),
                         !=, TALLY_MODBUS_ANSWER);
        bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
    }
}

static void
test_exception_texts (void)
{
    static const struct {
        int code;
        const char *text;
    } cases[] = { { 1, "illegal function" },
                  { 2, "illegal data address" },
                  { 11, "target device failed to respond" },
                  { 9, "not defined" },
                  { 0, "not defined" },
                  { -1, "not defined" },
                  { 12, "not defined" },
                  { 255, "not defined" } };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_cmpstr (tally_modbus_exception_text (cases[i].code), ==, cases[i].text);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (encoded); i++) {
        g_autofree char *path = g_strconcat ("/modbus/encode/", encoded[i].name, NULL);

        g_test_add_data_func (path, &encoded[i], test_encode);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (decoded); i++) {
        g_autofree char *path = g_strconcat ("/modbus/decode/", decoded[i].name, NULL);

        g_test_add_data_func (path, &decoded[i], test_decode);
    }
    g_test_add_func ("/modbus/exception-texts", test_exception_texts);
    g_test_add_func ("/modbus/piecewise", test_piecewise);
    g_test_add_func ("/modbus/bit-flips", test_bit_flips);

    return g_test_run ();
}
