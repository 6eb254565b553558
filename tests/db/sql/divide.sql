SELECT 1 / $1::integer AS quotient
