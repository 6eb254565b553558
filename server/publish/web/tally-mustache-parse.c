// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-mustache-parse.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define OPEN "{{"
#define CLOSE "}}"

typedef struct {
    const char *name;
    const char *begin;
    const char *at;
    GPtrArray *parts; /* of the innermost open section */
    GPtrArray *open;  /* element-type TallyMustachePart: sections, outermost first */
    GPtrArray *root;
} Parser;

typedef struct {
    char sigil; /* 0 for a variable */
    char *name;
    const char *begin;
    const char *end;
} Tag;

static void
part_free (gpointer data)
{
    TallyMustachePart *part = data;

    g_clear_pointer (&part->inner, g_ptr_array_unref);
    g_free (part->text);
    g_free (part);
}

static TallyMustachePart *
add (Parser *parser, TallyMustacheKind kind, const char *text, gsize length)
{
    TallyMustachePart *part = g_new0 (TallyMustachePart, 1);

    part->kind = kind;
    part->text = g_strndup (text, length);
    g_ptr_array_add (parser->parts, part);
    return part;
}

static gboolean
refuse (Parser *parser, const char *at, GError **error, const char *what)
{
    guint line = 1;

    for (const char *c = parser->begin; c < at; c++)
        line += *c == '\n';
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s:%u: %s", parser->name, line, what);
    return FALSE;
}

static gboolean
read_tag (Parser *parser, const char *begin, Tag *tag, GError **error)
{
    const char *inside = begin + strlen (OPEN);
    const char *close = strstr (inside, CLOSE);

    if (close == NULL)
        return refuse (parser, begin, error, "a tag has no end");
    if (*inside == '{' || *inside == '=')
        return refuse (parser, begin, error, "{{{ and {{= are not part of this language");
    tag->begin = begin;
    tag->end = close + strlen (CLOSE);
    tag->sigil = strchr ("#^/>!&", *inside) != NULL ? *inside : '\0';
    g_free (tag->name);
    tag->name = g_strstrip (
        g_strndup (inside + (tag->sigil != '\0'), (gsize) (close - inside) - (tag->sigil != '\0')));
    if (tag->name[0] == '\0' && tag->sigil != '!')
        return refuse (parser, begin, error, "a tag has no name");
    return TRUE;
}

/* A tag that only steers, alone on its line, takes the line with it. */
static void
widen (const Parser *parser, Tag *tag)
{
    const char *begin = tag->begin;
    const char *end = tag->end;

    if (strchr ("#^/>!", tag->sigil) == NULL || tag->sigil == '\0')
        return;
    while (begin > parser->at && (begin[-1] == ' ' || begin[-1] == '\t'))
        begin--;
    while (*end == ' ' || *end == '\t' || *end == '\r')
        end++;
    if (begin != parser->begin && begin[-1] != '\n')
        return;
    if (*end != '\n' && *end != '\0')
        return;
    tag->begin = begin;
    tag->end = *end == '\n' ? end + 1 : end;
}

static gboolean
end_section (Parser *parser, const Tag *tag, GError **error)
{
    TallyMustachePart *section;

    if (parser->open->len == 0)
        return refuse (parser, tag->begin, error, "a section ends that was not begun");
    section = g_ptr_array_index (parser->open, parser->open->len - 1);
    if (!g_str_equal (section->text, tag->name))
        return refuse (parser, tag->begin, error, "sections overlap");
    g_ptr_array_remove_index (parser->open, parser->open->len - 1);
    parser->parts = parser->root;
    if (parser->open->len > 0) {
        section = g_ptr_array_index (parser->open, parser->open->len - 1);
        parser->parts = section->inner;
    }
    return TRUE;
}

static gboolean
begin_section (Parser *parser, const Tag *tag, GError **error)
{
    TallyMustachePart *section;

    if (parser->open->len >= TALLY_MUSTACHE_DEPTH_MAX)
        return refuse (parser, tag->begin, error, "sections are nested too deep");
    section = add (parser, tag->sigil == '#' ? TALLY_MUSTACHE_SECTION : TALLY_MUSTACHE_INVERTED,
                   tag->name, strlen (tag->name));
    section->inner = g_ptr_array_new_with_free_func (part_free);
    g_ptr_array_add (parser->open, section);
    parser->parts = section->inner;
    return TRUE;
}

static gboolean
add_tag (Parser *parser, const Tag *tag, GError **error)
{
    switch (tag->sigil) {
    case '#':
    case '^':
        return begin_section (parser, tag, error);
    case '/':
        return end_section (parser, tag, error);
    case '&':
        if (!g_str_has_suffix (tag->name, "_svg"))
            return refuse (parser, tag->begin, error, "only names in _svg are written unescaped");
        add (parser, TALLY_MUSTACHE_RAW, tag->name, strlen (tag->name));
        return TRUE;
    case '>':
        add (parser, TALLY_MUSTACHE_PARTIAL, tag->name, strlen (tag->name));
        return TRUE;
    case '!':
        return TRUE;
    default:
        add (parser, TALLY_MUSTACHE_VALUE, tag->name, strlen (tag->name));
        return TRUE;
    }
}

static gboolean
parse (Parser *parser, GError **error)
{
    g_autofree char *kept = NULL;
    Tag tag = { 0 };
    const char *begin;
    gboolean is_good = TRUE;

    while (is_good && (begin = strstr (parser->at, OPEN)) != NULL) {
        is_good = read_tag (parser, begin, &tag, error);
        if (!is_good)
            break;
        widen (parser, &tag);
        if (tag.begin > parser->at)
            add (parser, TALLY_MUSTACHE_TEXT, parser->at, (gsize) (tag.begin - parser->at));
        is_good = add_tag (parser, &tag, error);
        parser->at = tag.end;
    }
    kept = tag.name;
    if (!is_good)
        return FALSE;
    if (parser->open->len > 0)
        return refuse (parser, parser->at, error, "a section has no end");
    if (*parser->at != '\0')
        add (parser, TALLY_MUSTACHE_TEXT, parser->at, strlen (parser->at));
    return TRUE;
}

GPtrArray *
tally_mustache_parse (const char *name, const char *text, GError **error)
{
    g_autoptr(GPtrArray) root = g_ptr_array_new_with_free_func (part_free);
    g_autoptr(GPtrArray) open = g_ptr_array_new ();
    Parser parser = { .name = name,
                      .begin = text,
                      .at = text,
                      .parts = root,
                      .open = open,
                      .root = root };

    if (!parse (&parser, error))
        return NULL;
    return g_steal_pointer (&root);
}
