"""The card's pictures as SVG text, for a page and for files of their own."""

from app.biometrics import evaluation, score_chart
from app.biometrics.card import PerformanceCard
from app.biometrics.card_text import Picture
from app.biometrics.det_curve import drawn
from app.biometrics.profiles import PROFILES


def pictures(card: PerformanceCard) -> dict[Picture, str]:
    """None of them without comparisons of both kinds."""
    scores = card.base.scores
    if not len(scores.genuine) or not len(scores.impostor):
        return {}
    floors = (min(1.0, evaluation.LEAST_BELOW / len(scores.impostor)), 1 / len(scores.genuine))
    return {
        Picture.DET: drawn(*evaluation.det_curve(scores), *floors),
        Picture.SCORES: score_chart.drawn(scores.genuine, scores.impostor, PROFILES),
    }
