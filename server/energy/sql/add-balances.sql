COPY energy.balance (district_id, node_id, day, version, in_wh, generation_wh, out_wh, sold_wh, loss_wh,
                     children_loss_wh, own_loss_wh, theoretical_loss_wh, n, estimated_ppm, in_block,
                     out_block, sold_block, made_from)
FROM STDIN (FORMAT binary)
