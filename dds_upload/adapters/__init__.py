"""Parts that are neither storage nor database: tokens, jobs, the sweeper ... Knows core only."""
