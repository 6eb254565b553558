SELECT coalesce (ref.tariff_free_from ($1)::text, '')
