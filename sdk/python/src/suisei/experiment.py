"""`Experiment`: the class that users call.

Every method returns when what it was given is in the journal. No method raises because of what it
was given, or because of a disk or a network: it warns once and training goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from . import config, lifecycle, media
from .base import EXIT_SECONDS, BaseExperiment
from .curves import curve
from .guard import complain, never_raises
from .histogram import DEFAULT_BINS, histogram
from .journal import Journal
from .limits import check_name
from .matrix import confusion_matrix
from .session import Settings
from .values import flatten, to_float, to_step

SYSTEM_SECONDS = 10.0


class Experiment(BaseExperiment):
    """One run of code, recorded from here until `end()` or the end of the process.

    With no arguments it sends to the server that the environment, the config file or a server on
    this machine name; without any server it records into a folder, for `suisei sync`.

    `mode` is `online`, `offline` (record only) or `disabled` (do nothing).
    `directory` is where journals are kept. `system_metrics_interval` is in seconds; 0 records no
    system metrics. `exit_timeout` is how many seconds the end waits for the server at most.
    Raises ValueError for a `mode`, an `experiment_key` or a `project_name` that cannot be.
    """

    def __init__(
        self,
        project_name: str | None = None,
        workspace: str | None = None,
        name: str | None = None,
        experiment_key: str | None = None,
        url: str | None = None,
        api_key: str | None = None,
        mode: str | None = None,
        tags: Iterable[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        log_code: bool = True,
        log_git: bool = True,
        log_environment: bool = True,
        capture_output: bool = True,
        system_metrics_interval: float = SYSTEM_SECONDS,
        exit_timeout: float = EXIT_SECONDS,
    ) -> None:
        super().__init__(experiment_key, mode, exit_timeout)
        if self._ended:
            return
        project = config.setting(project_name, "SUISEI_PROJECT", "project")
        settings = Settings(
            self._key,
            check_name(project or config.DEFAULT_PROJECT, "project"),
            config.setting(workspace, "SUISEI_WORKSPACE", "workspace"),
            self._mode,
            config.journals_folder(directory),
            url,
            api_key,
            log_code,
            log_git,
            log_environment,
            capture_output,
            float(system_metrics_interval or 0.0),
        )
        try:
            self._start(settings, name, tags)
        except Exception as error:
            complain("Experiment", error)

    # Numbers

    def log_metric(
        self,
        name: str,
        value: Any,
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
    ) -> None:
        """Records one value of a metric. `value` is anything that is one number; NaN and
        infinities are kept. `context` is a word such as `train`."""
        journal = self._journal
        if journal is None:
            journal = self._current()
            if journal is None:
                return
        try:
            if value.__class__ is not float:
                value = to_float(value)
            if step is None:
                step = self._step
            elif step.__class__ is not int:
                step = to_step(step)
            if epoch is None:
                epoch = self._epoch
            elif epoch.__class__ is not float:
                epoch = to_float(epoch)
            journal.metric(name, context, value, step, epoch)
        except Exception as error:
            complain(f"log_metric `{str(name)[:40]}`", error)

    def log_metrics(
        self,
        metrics: Mapping[str, Any],
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
        prefix: str | None = None,
    ) -> None:
        """Records several values at once. With `prefix`, names become `prefix/name`."""
        journal = self._journal or self._current()
        if journal is None:
            return
        try:
            step = self._step if step is None else to_step(step)
            epoch = self._epoch if epoch is None else to_float(epoch)
            pairs = []
            for name, value in metrics.items():
                try:
                    if value.__class__ is not float:
                        value = to_float(value)
                    pairs.append((f"{prefix}/{name}" if prefix else name, value))
                except Exception as error:
                    complain(f"log_metrics `{str(name)[:40]}`", error)
            if pairs:
                self._log_pairs(journal, pairs, context, step, epoch)
        except Exception as error:
            complain("log_metrics", error)

    # Words

    @never_raises
    def log_parameter(self, name: str, value: Any) -> None:
        """Records a parameter. A dictionary becomes several, their names joined with dots."""
        self.log_parameters({name: value})

    @never_raises
    def log_parameters(self, parameters: Any, prefix: str | None = None) -> None:
        """Records the parameters in a dictionary, a dataclass or an argparse namespace. Nested
        ones get names joined with dots."""
        for name, value in flatten(parameters, prefix):
            self._word("parameter", name, value)

    @never_raises
    def log_other(self, name: str, value: Any) -> None:
        """Records anything else worth a name."""
        self._word("other", name, value)

    @never_raises
    def log_others(self, others: Mapping[str, Any]) -> None:
        """Records several other values."""
        for name, value in others.items():
            self._word("other", name, value)

    @never_raises
    def add_tag(self, tag: str) -> None:
        """Adds a tag."""
        self._event({"kind": "tag", "name": check_name(tag, "tag")})

    @never_raises
    def add_tags(self, tags: Iterable[str]) -> None:
        """Adds several tags."""
        for tag in [tags] if isinstance(tags, str) else tags:
            self.add_tag(tag)

    @never_raises
    def remove_tag(self, tag: str) -> None:
        """Removes a tag."""
        self._event({"kind": "untag", "name": check_name(tag, "tag")})

    @never_raises
    def set_name(self, name: str) -> None:
        """The name that the experiment is shown with."""
        self._event({"kind": "name", "value": check_name(name, "experiment")})

    # Files

    @never_raises
    def log_text(
        self,
        text: str,
        name: str = "text",
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> str | None:
        """Records a text; returns the asset's id."""
        content = str(text).encode("utf-8", "replace")
        return self._asset(
            "text", name, content, "text/plain; charset=utf-8", step, epoch, context, metadata
        )

    @never_raises
    def log_image(
        self,
        image: Any,
        name: str = "image",
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> str | None:
        """Records an image: a path, bytes, a Pillow image, a matplotlib figure, or an array of
        pixels (height × width, or with 1 to 4 channels; 0–255, or floats 0–1). Returns the
        asset's id."""
        if self._journal is None and self._current() is None:
            return None
        content = media.image(image)
        notes = {**content.metadata, **(metadata or {})}
        return self._asset(
            "image", name, content.data, content.content_type, step, epoch, context, notes
        )

    @never_raises
    def log_asset(
        self,
        file: Any,
        name: str | None = None,
        asset_type: str = "file",
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> str | None:
        """Records a file as it is now: a path, bytes or an open file. Returns the asset's id."""
        if self._journal is None and self._current() is None:
            return None
        content = media.file_bytes(file)
        if content is None:
            path = Path(file).expanduser()
            chosen = name or path.name
            kind = media.guess_type(path.name)
            return self._asset(asset_type, chosen, path, kind, step, epoch, context, metadata)
        own = getattr(file, "name", None)
        chosen = name or (os.path.basename(own) if isinstance(own, str) else "file")
        kind = media.guess_type(chosen)
        return self._asset(asset_type, chosen, content, kind, step, epoch, context, metadata)

    @never_raises
    def log_confusion_matrix(
        self,
        y_true: Any = None,
        y_predicted: Any = None,
        matrix: Any = None,
        labels: Iterable[Any] | None = None,
        name: str = "confusion-matrix",
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
    ) -> str | None:
        """Records which classes were taken for which: from the actual and the predicted classes
        (numbers, texts or rows of scores), or from a square matrix with actual classes as rows.
        Returns the asset's id."""
        if self._journal is None and self._current() is None:
            return None
        table = confusion_matrix(y_true, y_predicted, matrix, labels)
        return self._json_asset("confusion-matrix", name, table, step, epoch, context)

    @never_raises
    def log_histogram(
        self,
        values: Any,
        name: str = "histogram",
        bins: int = DEFAULT_BINS,
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
    ) -> str | None:
        """Records how numbers are distributed: an array or a list of any shape, counted in `bins`
        bins of equal width (1 to 4,096). Histograms of one name make a picture over steps.
        Returns the asset's id."""
        if self._journal is None and self._current() is None:
            return None
        return self._json_asset("histogram", name, histogram(values, bins), step, epoch, context)

    @never_raises
    def log_curve(
        self,
        name: str,
        x: Any,
        y: Any,
        step: int | None = None,
        epoch: float | None = None,
        context: str | None = None,
    ) -> str | None:
        """Records a curve of `y` over `x`, of the same length, such as a ROC curve. The points are
        joined in this order. Returns the asset's id."""
        if self._journal is None and self._current() is None:
            return None
        content = curve(name, x, y)
        return self._json_asset("curve", name, content, step, epoch, context)

    def _json_asset(
        self,
        kind: str,
        name: str,
        value: Any,
        step: int | None,
        epoch: float | None,
        context: str | None,
    ) -> str | None:
        content = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")
        return self._asset(kind, name, content, "application/json", step, epoch, context, None)

    # The end

    def end(self, timeout: float | None = None) -> None:
        """Ends the experiment. Waits up to `timeout` seconds (by default `exit_timeout`) until the
        server has everything; what takes longer goes on in the background."""
        self.finish("finished", None, timeout)

    def __enter__(self) -> Experiment:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.finish(*lifecycle.outcome_of(kind, error, trace))

    def _log_pairs(
        self,
        journal: Journal,
        pairs: list[tuple[Any, float]],
        context: Any,
        step: int | None,
        epoch: float | None,
    ) -> None:
        try:
            journal.metrics(pairs, context, step, epoch)
        except ValueError as error:
            # One bad name must not cost the others.
            complain("log_metrics", error)
            for name, value in pairs:
                self.log_metric(name, value, step, epoch, context)
