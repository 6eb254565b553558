SELECT item, figure, source FROM api.report ORDER BY place, item
