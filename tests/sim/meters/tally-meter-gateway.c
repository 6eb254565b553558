// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/meters/tally-meter-gateway.h"

#include <string.h>

#define CONNECTIONS_MAX 64
#define HEAD_BYTES 7 /* transaction, protocol, length, unit */
#define BODY_BYTES_MAX 253
#define READ_HOLDING 3
#define READ_INPUT 4
#define WRITE_MANY 16
#define ILLEGAL_FUNCTION 1
#define ILLEGAL_VALUE 3
#define TARGET_SILENT 11
#define MILLION 1000000

struct _TallyMeterGateway {
    GSocketService *service;
    TallyMeterFaults faults;
    int64_t clock_shift_s;
    int64_t started_at; /* Unix seconds, shifted */
    GHashTable *images; /* unit -> GPtrArray of TallyMeterImage: one after the other */
    GMutex mutex;       /* guards what follows, what images select, and their clocks */
    GCond fell_silent;
    int n_talking; /* connections that are being served */
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

/* Gives FALSE when the connection is to be cut. */
static gboolean
send_answer (TallyMeterGateway *self,
             GOutputStream *out,
             uint8_t *frame,
             size_t length,
             GCancellable *cancellable)
{
    if (self->faults.delay_ms > 0)
        g_usleep ((gulong) self->faults.delay_ms * 1000);
    frame[4] = (uint8_t) ((length + 1) >> 8);
    frame[5] = (uint8_t) (length + 1);
    if (happens (self->faults.wrong_unit_ppm))
        frame[6]++;
    if (happens (self->faults.bit_flip_ppm))
        frame[HEAD_BYTES + (size_t) g_random_int_range (0, (int) length)] ^=
            (uint8_t) (1u << g_random_int_range (0, 8));
    for (size_t i = 0; happens (self->faults.garbage_ppm) && i < HEAD_BYTES + length; i++)
        frame[i] = (uint8_t) g_random_int ();
    return g_output_stream_write_all (out, frame, HEAD_BYTES + length, NULL, cancellable, NULL);
}

/* Gives FALSE when the connection is over. */
static gboolean
serve_request (TallyMeterGateway *self, GIOStream *stream, GCancellable *cancellable)
{
    GInputStream *in = g_io_stream_get_input_stream (stream);
    uint8_t frame[HEAD_BYTES + BODY_BYTES_MAX];
    uint8_t answer[HEAD_BYTES + BODY_BYTES_MAX];
    size_t length;
    gsize n_read;

    if (!g_input_stream_read_all (in, frame, HEAD_BYTES, &n_read, cancellable, NULL)
        || n_read != HEAD_BYTES)
        return FALSE;
    length = word (frame + 4);
    if (word (frame + 2) != 0 || length < 2 || length - 1 > BODY_BYTES_MAX)
        return FALSE;
    if (!g_input_stream_read_all (in, frame + HEAD_BYTES, length - 1, &n_read, cancellable, NULL)
        || n_read != length - 1)
        return FALSE;
    if (happens (self->faults.hang_up_ppm))
        return FALSE;
    if (self->faults.is_dead || happens (self->faults.drop_ppm))
        return TRUE;

    memcpy (answer, frame, HEAD_BYTES);
    g_mutex_lock (&self->mutex);
    length = answer_of (self, frame[6], frame + HEAD_BYTES, length - 1, answer + HEAD_BYTES);
    g_mutex_unlock (&self->mutex);
    return send_answer (self, g_io_stream_get_output_stream (stream), answer, length, cancellable);
}

static void
count_talker (TallyMeterGateway *self, int change)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->n_talking += change;
    g_cond_broadcast (&self->fell_silent);
}

static gboolean
on_connection_made (GThreadedSocketService *service,
                    GSocketConnection *connection,
                    GObject *source,
                    gpointer user_data)
{
    TallyMeterGateway *self = user_data;
    GCancellable *stop = g_object_get_data (G_OBJECT (service), "stop");

    count_talker (self, 1);
    while (!g_cancellable_is_cancelled (stop)
           && serve_request (self, G_IO_STREAM (connection), stop))
        ;
    count_talker (self, -1);
    return TRUE;
}

/* A connection that is taken when the gateway closes may still be waiting for
 * its thread, so the service has a share of the gateway. */
static void
clear (gpointer data)
{
    TallyMeterGateway *self = data;

    g_clear_pointer (&self->images, g_hash_table_unref);
    g_cond_clear (&self->fell_silent);
    g_mutex_clear (&self->mutex);
}

static void
let_go (gpointer data, GClosure *closure)
{
    g_atomic_rc_box_release_full (data, clear);
}

TallyMeterGateway *
tally_meter_gateway_new (uint16_t port,
                         const TallyMeterFaults *faults,
                         int64_t clock_shift_s,
                         GError **error)
{
    g_autoptr(TallyMeterGateway) self = g_atomic_rc_box_new0 (TallyMeterGateway);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);

    g_mutex_init (&self->mutex);
    g_cond_init (&self->fell_silent);
    self->faults = *faults;
    self->clock_shift_s = clock_shift_s;
    self->started_at = now_of (self);
    self->images = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
    self->service = g_threaded_socket_service_new (CONNECTIONS_MAX);
    g_object_set_data_full (G_OBJECT (self->service), "stop", g_cancellable_new (), g_object_unref);
    g_signal_connect_data (self->service, "run", G_CALLBACK (on_connection_made),
                           g_atomic_rc_box_acquire (self), let_go, 0);
    if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                        G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, NULL,
                                        error)) {
        g_prefix_error (error, "port %d: ", port);
        return NULL;
    }
    return g_steal_pointer (&self);
}

void
tally_meter_gateway_add (TallyMeterGateway *self,
                         const TallySample *sample,
                         const TallySampleMeter *meter,
                         const TallyRegisterMap *map)
{
    GPtrArray *images = g_hash_table_lookup (self->images, GINT_TO_POINTER (meter->unit_id));
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
        g_hash_table_insert (self->images, GINT_TO_POINTER (meter->unit_id), images);
    }
    g_ptr_array_add (images, image);
}

void
tally_meter_gateway_free (TallyMeterGateway *self)
{
    if (self == NULL)
        return;
    g_cancellable_cancel (g_object_get_data (G_OBJECT (self->service), "stop"));
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    g_mutex_lock (&self->mutex);
    while (self->n_talking > 0)
        g_cond_wait (&self->fell_silent, &self->mutex);
    g_mutex_unlock (&self->mutex);
    g_clear_object (&self->service);
    g_atomic_rc_box_release_full (self, clear);
}
