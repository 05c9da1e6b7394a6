"""Whether a customer may be served: gates, due diligence, and what a second person let be skipped."""
