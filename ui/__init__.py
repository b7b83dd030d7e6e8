"""The only Qt. Screens show a view and emit an event; they decide nothing."""
