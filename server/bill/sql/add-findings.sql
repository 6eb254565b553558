COPY bill.finding (district_id, number, check_name, severity, found, bound, unit)
FROM STDIN (FORMAT binary)
