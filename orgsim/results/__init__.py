"""Results: tables, measures, statistics and the sentences that state them."""
