"""Keeping the score of a request when its review ends."""

from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.questionnaires.definitions import risk_model
from app.questionnaires.models import RequestScore
from app.questionnaires.queries.reviews import Review
from app.questionnaires.queries.scores import score_of
from app.questionnaires.rules.figures import stored
from app.questionnaires.rules.scoring import score_content
from app.records import kernel, trail


def keep_score(review: Review, now: datetime) -> RequestScore:
    """Keep the figures of today with their whole arithmetic; they never move again."""
    request, found, version = review.request, score_of(review, now.date()), risk_model().version
    named = {"id": version.id, "version": version.version, "sha256": version.sha256}
    content = {"request": request.number, "on": now.date().isoformat(), **score_content(found, named)}
    lines = kernel.of(db.session()).files.put(canonical.canonical(content).encode())
    kept = RequestScore(
        request_id=request.id,
        scored_on=now.date(),
        model_id=version.id,
        model_version=version.version,
        model_sha256=version.sha256,
        effectiveness=str(stored(found.effectiveness.value)),
        counted=str(stored(found.counted)),
        cap=None if found.tripped.cap is None else str(found.tripped.cap),
        lowest=str(stored(found.uncertainty.lowest)),
        highest=str(stored(found.uncertainty.highest)),
        soft=found.tripped.soft,
        hard=found.tripped.hard,
        lines_sha256=lines.sha256,
        taken_at=now,
    )
    db.session.add(kept)
    what = {"sha256": lines.sha256, "size": lines.size, "name": "score.json"}
    trail.say(kept, "questionnaires.score.kept", files=[what])
    return kept
