SELECT ref.sign_tariff ($1::uuid, $2)
