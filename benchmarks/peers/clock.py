"""Which epochs count: those in steady state, for as long as it takes to see them."""

WARM_UP = (1, 2)  # epochs, seconds
MEASURED = (3, 2)
LONG = 4  # seconds; one epoch that takes longer is enough, of the warm-up and of the measurement


def _enough(seconds, least):
    return len(seconds) >= least[0] and sum(seconds) >= least[1] or max(seconds, default=0) > LONG


def measured(seconds):
    """Returns the epochs' seconds without those of the warm-up, none while the rest is too short."""
    warm_up = next((count for count in range(1, len(seconds)) if _enough(seconds[:count], WARM_UP)), len(seconds))
    rest = seconds[warm_up:]
    return next((rest[:count] for count in range(1, len(rest) + 1) if _enough(rest[:count], MEASURED)), [])
