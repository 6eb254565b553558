// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/meters/tally-meter-gateway.h"

#include <string.h>

#define HEAD_BYTES 7 /* transaction, protocol, length, unit */
#define READ_HOLDING 3
#define READ_INPUT 4
#define WRITE_MANY 16
#define ILLEGAL_FUNCTION 1
#define ILLEGAL_VALUE 3
#define TARGET_SILENT 11
#define MILLION 1000000

struct _TallyMeterGateway {
    TallyMeterHall *hall;
    TallyMeterDoor *door; /* NULL: not open */
    uint16_t port;
    TallyMeterFaults faults;
    int64_t clock_shift_s;
    int64_t started_at; /* Unix seconds, shifted */
    GHashTable *images; /* unit -> GPtrArray of TallyMeterImage: one after the other */
};

static int64_t
now_of (const TallyMeterGateway *self)
{
    return g_get_real_time () / G_USEC_PER_SEC + self->clock_shift_s;
}

static gboolean
happens (int64_t ppm)
{
    return ppm > 0 && g_random_int_range (0, MILLION) < ppm;
}

static uint16_t
word (const uint8_t *bytes)
{
    return (uint16_t) (bytes[0] << 8 | bytes[1]);
}

/* The meter that hangs behind @unit now, with its clock as it drifted so far. */
static TallyMeterImage *
find_image (TallyMeterGateway *self, int unit, int64_t now)
{
    GPtrArray *images = g_hash_table_lookup (self->images, GINT_TO_POINTER (unit));

    for (guint i = 0; images != NULL && i < images->len; i++) {
        TallyMeterImage *image = g_ptr_array_index (images, i);

        if (now >= image->meter->installed_at && now < image->meter->removed_at)
            return image;
    }
    return NULL;
}

static size_t
except (uint8_t function, int code, uint8_t *answer)
{
    answer[0] = function | 0x80;
    answer[1] = (uint8_t) code;
    return 2;
}

static size_t
answer_read (TallyMeterImage *image, const uint8_t *body, int64_t now, uint8_t *answer)
{
    uint16_t words[TALLY_MAP_MAX_WORDS];
    uint16_t n = word (body + 3);
    int code;

    if (body[0] != (image->map->is_input ? READ_INPUT : READ_HOLDING))
        return except (body[0], ILLEGAL_FUNCTION, answer);
    if (n < 1 || n > TALLY_MAP_MAX_WORDS)
        return except (body[0], ILLEGAL_VALUE, answer);
    code = tally_meter_image_read (image, word (body + 1), n, now, words);
    if (code != 0)
        return except (body[0], code, answer);
    answer[0] = body[0];
    answer[1] = (uint8_t) (2 * n);
    for (size_t i = 0; i < n; i++) {
        answer[2 + 2 * i] = (uint8_t) (words[i] >> 8);
        answer[3 + 2 * i] = (uint8_t) words[i];
    }
    return 2 + 2 * (size_t) n;
}

static size_t
answer_write (TallyMeterImage *image,
              const uint8_t *body,
              size_t length,
              int64_t now,
              uint8_t *answer)
{
    uint16_t words[TALLY_MAP_MAX_WORDS];
    uint16_t n = word (body + 3);
    int code = ILLEGAL_VALUE;

    if (n >= 1 && n <= TALLY_MAP_MAX_WORDS && length == 6 + 2 * (size_t) n) {
        for (size_t i = 0; i < n; i++)
            words[i] = word (body + 6 + 2 * i);
        code = tally_meter_image_write (image, word (body + 1), n, words, now);
    }
    if (code != 0)
        return except (body[0], code, answer);
    memcpy (answer, body, 5);
    return 5;
}

static size_t
answer_of (TallyMeterGateway *self, int unit, const uint8_t *body, size_t length, uint8_t *answer)
{
    int64_t now = now_of (self);
    int64_t drift_s = (now - self->started_at) * self->faults.drift_ppm / MILLION;
    TallyMeterImage *image = find_image (self, unit, now);
    TallyMeterImage drifted;
    size_t n;

    if (image == NULL)
        return except (body[0], TARGET_SILENT, answer);
    if (happens (self->faults.exception_ppm))
        return except (body[0], (int) self->faults.exception, answer);
    if (body[0] == WRITE_MANY && length >= 8)
        return answer_write (image, body, length, now, answer);
    if ((body[0] != READ_HOLDING && body[0] != READ_INPUT) || length != 5)
        return except (body[0], ILLEGAL_FUNCTION, answer);
    drifted = *image;
    drifted.clock_offset_s += drift_s;
    n = answer_read (&drifted, body, now, answer);
    return n;
}

/* Head and faults of an answer of @length bytes behind the unit. */
static size_t
finish_answer (TallyMeterGateway *self, uint8_t *frame, size_t length)
{
    frame[4] = (uint8_t) ((length + 1) >> 8);
    frame[5] = (uint8_t) (length + 1);
    if (happens (self->faults.wrong_unit_ppm))
        frame[6]++;
    if (happens (self->faults.bit_flip_ppm))
        frame[HEAD_BYTES + (size_t) g_random_int_range (0, (int) length)] ^=
            (uint8_t) (1u << g_random_int_range (0, 8));
    for (size_t i = 0; happens (self->faults.garbage_ppm) && i < HEAD_BYTES + length; i++)
        frame[i] = (uint8_t) g_random_int ();
    return HEAD_BYTES + length;
}

static TallyHallReply
on_asked (const uint8_t *request,
          size_t length,
          uint8_t *answer,
          size_t *n,
          int64_t *delay_us,
          gpointer user_data)
{
    TallyMeterGateway *self = user_data;

    if (happens (self->faults.hang_up_ppm))
        return TALLY_HALL_HANG_UP;
    if (self->faults.is_dead || happens (self->faults.drop_ppm))
        return TALLY_HALL_SILENCE;
    memcpy (answer, request, HEAD_BYTES);
    *n = finish_answer (self, answer,
                        answer_of (self, request[6], request + HEAD_BYTES, length - HEAD_BYTES,
                                   answer + HEAD_BYTES));
    *delay_us = self->faults.delay_ms * 1000;
    return TALLY_HALL_ANSWER;
}

TallyMeterGateway *
tally_meter_gateway_new (TallyMeterHall *hall,
                         uint16_t port,
                         const TallyMeterFaults *faults,
                         int64_t clock_shift_s)
{
    TallyMeterGateway *self = g_new0 (TallyMeterGateway, 1);

    self->hall = hall;
    self->faults = *faults;
    self->clock_shift_s = clock_shift_s;
    self->started_at = now_of (self);
    self->images = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
    self->port = port;
    return self;
}

gboolean
tally_meter_gateway_open (TallyMeterGateway *self, const char *host, GError **error)
{
    self->door = tally_meter_hall_open (self->hall, host, self->port, on_asked, self, error);
    return self->door != NULL;
}

void
tally_meter_gateway_add (TallyMeterGateway *self,
                         int unit,
                         const TallySample *sample,
                         const TallySampleMeter *meter,
                         const TallyRegisterMap *map)
{
    GPtrArray *images = g_hash_table_lookup (self->images, GINT_TO_POINTER (unit));
    TallyMeterImage *image = g_new0 (TallyMeterImage, 1);

    *image = (TallyMeterImage){
        .sample = sample,
        .meter = meter,
        .map = map,
        .faults = &self->faults,
        /* Real clocks are never quite right: up to 3 s either way. */
        .clock_offset_s = meter->meter_id % 7 - 3 + self->faults.clock_offset_s,
    };
    if (self->faults.epoch_clock)
        image->clock_offset_s = -self->started_at;
    if (images == NULL) {
        images = g_ptr_array_new_with_free_func (g_free);
        g_hash_table_insert (self->images, GINT_TO_POINTER (unit), images);
    }
    g_ptr_array_add (images, image);
}

void
tally_meter_gateway_free (TallyMeterGateway *self)
{
    if (self == NULL)
        return;
    if (self->door != NULL)
        tally_meter_hall_close (self->hall, self->door);
    g_hash_table_unref (self->images);
    g_free (self);
}
