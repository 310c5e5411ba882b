"""Each a story of what goes wrong, as long as its arguments say, that ends in a proof."""
