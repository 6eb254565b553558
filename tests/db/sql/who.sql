SELECT current_user::text, current_setting ('tally.customer_id', true), current_setting ('tally.person_id', true)
