"""Every logging call, and what it leaves in the journal."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy
import pytest
from conftest import journal_events
from PIL import Image

from suisei import Experiment
from suisei.histogram import histogram


@pytest.fixture
def experiment() -> Iterator[Experiment]:
    running = Experiment(
        mode="offline",
        log_code=False,
        log_environment=False,
        capture_output=False,
        system_metrics_interval=0,
    )
    yield running
    running.end()


def events(experiment: Experiment, kind: str) -> list[dict[str, Any]]:
    assert experiment.directory
    return [event for event in journal_events(experiment.directory) if event["kind"] == kind]


def metrics(experiment: Experiment) -> list[tuple[Any, ...]]:
    names = ("name", "value", "step", "epoch", "context")
    return [tuple(event.get(name) for name in names) for event in events(experiment, "metric")]


class OneElementTensor:
    """What a PyTorch tensor of one element looks like from outside."""

    shape = ()

    def item(self) -> float:
        return 0.75

    def __float__(self) -> float:
        raise TypeError("not directly")


def test_values_of_all_kinds(experiment: Experiment) -> None:
    for value in (
        1.5,
        2,
        True,
        Decimal("0.1"),
        numpy.float32(0.5),
        numpy.int64(3),
        numpy.array([4.0]).reshape(()),
        OneElementTensor(),
    ):
        experiment.log_metric("v", value)
    assert [row[1] for row in metrics(experiment)] == [1.5, 2, 1, 0.1, 0.5, 3, 4, 0.75]


def test_points_keep_what_they_are_given(experiment: Experiment) -> None:
    before = time.time_ns() // 1000
    experiment.log_metric("a", 1.0)
    experiment.log_metric("a", 2.0, step=5)
    experiment.log_metric("a", 3.0, epoch=2)
    experiment.log_metric("a", 4.0, step=numpy.int32(3), epoch=0.5, context="train")
    experiment.log_metric("a", 5.0, step=3)
    assert metrics(experiment) == [
        ("a", 1.0, None, None, None),
        ("a", 2.0, 5, None, None),
        ("a", 3.0, None, 2.0, None),
        ("a", 4.0, 3, 0.5, "train"),
        ("a", 5.0, 3, None, None),
    ]
    times = [event["time"] for event in events(experiment, "metric")]
    assert times == sorted(times) and before <= times[0] <= time.time_ns() // 1000


def test_not_finite_duplicate_and_backward(experiment: Experiment) -> None:
    values = [float("nan"), float("inf"), -float("inf"), 1e308, -0.0]
    for step, value in zip([5, 5, 4, -7, 2**62], values):
        experiment.log_metric("指標 🌟", value, step)
    rows = metrics(experiment)
    assert math.isnan(rows[0][1])
    assert [row[1] for row in rows[1:]] == values[1:]
    assert [row[2] for row in rows] == [5, 5, 4, -7, 2**62]
    assert {row[0] for row in rows} == {"指標 🌟"}


def test_defaults_for_step_and_epoch(experiment: Experiment) -> None:
    experiment.set_step(10)
    experiment.set_epoch(1)
    experiment.log_metric("a", 1)
    experiment.log_metrics({"b": 2, "c": 3}, step=11, prefix="val")
    experiment.set_step(None)
    experiment.log_metric("a", 4)
    assert metrics(experiment) == [
        ("a", 1.0, 10, 1.0, None),
        ("val/b", 2.0, 11, 1.0, None),
        ("val/c", 3.0, 11, 1.0, None),
        ("a", 4.0, None, 1.0, None),
    ]


def test_many_metrics_at_once(experiment: Experiment) -> None:
    for step in range(3):
        experiment.log_metrics({f"m{i}": i for i in range(5000)}, step=step)
    rows = metrics(experiment)
    assert len(rows) == 15000
    assert rows[-1] == ("m4999", 4999.0, 2, None, None)


def test_bad_calls_warn_once_and_never_raise(
    experiment: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(50):
        experiment.log_metric("bad", "text")
    experiment.log_metric("x" * 10_000, 1)
    experiment.log_metric("", 1)
    experiment.log_metric("line\nbreak", 1)
    experiment.log_metric(["list"], 1)  # type: ignore[arg-type]
    experiment.log_metric("a", 1, step="three")  # type: ignore[arg-type]
    experiment.log_metric("a", 1, step=2**70)
    experiment.log_metric("a", numpy.zeros(3))
    experiment.log_metrics({"x" * 2000: 1, "good": 2, "none": None})
    experiment.log_metrics(None)  # type: ignore[arg-type]
    experiment.log_parameter("y" * 10_000, 1)
    experiment.log_image(object())
    experiment.log_image(numpy.zeros((2, 2, 7)))
    experiment.log_asset("/no/such/file")
    experiment.log_confusion_matrix([1, 2], [1])
    experiment.add_tag("")
    experiment.set_name("z" * 1001)
    assert metrics(experiment) == [("good", 2.0, None, None, None)]
    said = capsys.readouterr().err
    assert said.count("log_metric `bad`") == 1
    assert "10,000 characters" in said
    assert "no/such/file" in said


def test_names_up_to_the_limit(experiment: Experiment) -> None:
    name = "長" * 1000
    experiment.log_metric(name, 1)
    experiment.log_metric(7, 1)  # type: ignore[arg-type]
    experiment.log_metric("half \ud800", 1)
    assert [row[0] for row in metrics(experiment)] == [name, "7", "half ?"]


@dataclasses.dataclass
class Options:
    rate: float = 0.1
    sizes: tuple[int, ...] = (1, 2)


def test_parameters(experiment: Experiment) -> None:
    experiment.log_parameters(
        {"model": {"layers": 2, "act": "relu", "drop": None}, "nan": float("nan"), "x": {1}}
    )
    experiment.log_parameters(Namespace(lr=numpy.float64(0.5), debug=True), prefix="args")
    experiment.log_parameter("options", Options())
    experiment.log_parameter("array", numpy.arange(3))
    experiment.log_parameter("where", Path("/tmp"))
    experiment.log_parameter("empty", {})
    found = {event["name"]: event["value"] for event in events(experiment, "parameter")}
    assert found == {
        "model.layers": 2,
        "model.act": "relu",
        "model.drop": None,
        "nan": "NaN",
        "x": "[1]",
        "args.lr": 0.5,
        "args.debug": True,
        "options.rate": 0.1,
        "options.sizes": "[1,2]",
        "array": "[0,1,2]",
        "where": "/tmp",
        "empty": "{}",
    }


def test_long_values_are_cut(experiment: Experiment) -> None:
    experiment.log_other("long", "あ" * 100_000)
    (event,) = events(experiment, "other")
    assert event["value"].endswith("…") and len(event["value"].encode()) <= 16 * 1024


def test_others_tags_and_name(experiment: Experiment) -> None:
    experiment.log_other("seed", 3)
    experiment.log_others({"note": "α", "flag": False})
    experiment.add_tag("one")
    experiment.add_tags(["two", "三"])
    experiment.remove_tag("two")
    experiment.set_name("nice name")
    assert [(e["name"], e["value"]) for e in events(experiment, "other")] == [
        ("seed", 3),
        ("note", "α"),
        ("flag", False),
    ]
    assert [event["name"] for event in events(experiment, "tag")] == ["one", "two", "三"]
    assert events(experiment, "untag") == [{"kind": "untag", "name": "two"}]
    assert events(experiment, "name") == [{"kind": "name", "value": "nice name"}]


def content(experiment: Experiment, event: dict[str, Any]) -> bytes:
    assert experiment.directory
    (path,) = experiment.directory.glob(f"*/blobs/{event['sha256']}")
    data = path.read_bytes()
    assert len(data) == event["size"]
    return data


class Figure:
    """What a matplotlib figure looks like from outside."""

    def savefig(self, target: Any, format: str, **_: Any) -> None:
        Image.new("RGB", (3, 2)).save(target, format=format)


def test_images_of_all_kinds(experiment: Experiment, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    Image.new("RGB", (5, 4), (200, 0, 0)).save(path)
    gradient = numpy.linspace(0, 1, 12).reshape(3, 4)
    pixels = numpy.arange(30, dtype=numpy.uint8).reshape(2, 5, 3)
    images: list[Any] = [
        path,
        str(path),
        path.read_bytes(),
        Image.new("L", (6, 5)),
        Image.new("CMYK", (6, 5)),
        Figure(),
        gradient,
        pixels,
        numpy.zeros((2, 4, 4), dtype=numpy.uint8),
        pixels.transpose(2, 0, 1),
        numpy.array([[True, False]]),
        numpy.array([[-5, 1000]]),
        [[0, 255], [128, 3]],
    ]
    for step, image in enumerate(images):
        assert experiment.log_image(image, "sample", step=step, context="val")
    found = events(experiment, "asset")
    assert [event["step"] for event in found] == list(range(len(images)))
    assert {event["type"] for event in found} == {"image"}
    sizes = [Image.open(io.BytesIO(content(experiment, event))).size for event in found]
    assert sizes == [(5, 4)] * 3 + [(6, 5)] * 2 + [(3, 2), (4, 3)] + [(5, 2), (4, 2), (5, 2)] + [
        (2, 1),
        (2, 1),
        (2, 2),
    ]
    decoded = numpy.asarray(Image.open(io.BytesIO(content(experiment, found[6]))))
    assert decoded[0, 0] == 0 and decoded[-1, -1] == 255
    decoded = numpy.asarray(Image.open(io.BytesIO(content(experiment, found[7]))))
    assert (decoded == pixels).all()
    assert found[0]["content_type"] == "image/jpeg"
    assert found[11]["metadata"]["range"] == [-5.0, 1000.0]


def test_assets(experiment: Experiment, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"first")
    one = experiment.log_asset(path, step=3, metadata={"kind": "best"})
    path.write_bytes(b"second")
    experiment.log_asset(path, name="sub/weights.bin")
    experiment.log_asset(io.BytesIO(b"memory"), name="m.json", asset_type="notebook")
    experiment.log_asset(io.StringIO("text ü"))
    with path.open("rb") as file:
        experiment.log_asset(file)
    experiment.log_text("long text", name="sample", step=1)
    found = events(experiment, "asset")
    assert found[0]["id"] == one and len(str(one)) == 32
    assert [(event["name"], content(experiment, event)) for event in found] == [
        ("weights.bin", b"first"),
        ("sub/weights.bin", b"second"),
        ("m.json", b"memory"),
        ("file", "text ü".encode()),
        ("weights.bin", b"second"),
        ("sample", b"long text"),
    ]
    assert found[0]["step"] == 3 and found[0]["metadata"] == {"kind": "best"}
    assert [event["type"] for event in found] == [
        "file",
        "file",
        "notebook",
        "file",
        "file",
        "text",
    ]


@pytest.mark.parametrize(
    ("arguments", "labels", "matrix"),
    [
        (([0, 1, 1, 2], [0, 1, 2, 2]), ["0", "1", "2"], [[1, 0, 0], [0, 1, 1], [0, 0, 1]]),
        ((["b", "a"], ["a", "a"]), ["a", "b"], [[1, 0], [1, 0]]),
        (
            (numpy.array([1, 0]), numpy.array([[0.1, 0.9], [0.3, 0.7]])),
            ["0", "1"],
            [[0, 1], [0, 1]],
        ),
    ],
)
def test_confusion_matrix(
    experiment: Experiment, arguments: Any, labels: list[str], matrix: list[list[int]]
) -> None:
    experiment.log_confusion_matrix(*arguments, step=2)
    (event,) = events(experiment, "asset")
    assert event["type"] == "confusion-matrix"
    assert json.loads(content(experiment, event)) == {
        "labels": labels,
        "matrix": matrix,
        "rows": "actual",
        "columns": "predicted",
    }


def test_confusion_matrix_with_labels(experiment: Experiment) -> None:
    experiment.log_confusion_matrix([0, 1], [1, 1], labels=["cat", "dog"])
    experiment.log_confusion_matrix(["dog"], ["cat"], labels=["cat", "dog"])
    experiment.log_confusion_matrix(matrix=numpy.eye(2), labels=["x", "y"])
    tables = [json.loads(content(experiment, event)) for event in events(experiment, "asset")]
    assert [table["labels"] for table in tables] == [["cat", "dog"], ["cat", "dog"], ["x", "y"]]
    assert [table["matrix"] for table in tables] == [
        [[0, 1], [0, 1]],
        [[0, 0], [1, 0]],
        [[1, 0], [0, 1]],
    ]


def test_threads(experiment: Experiment) -> None:
    def work(number: int) -> None:
        for step in range(1000):
            experiment.log_metric(f"m{step % 20}", number, step)
            experiment.log_metrics({"a": step, f"t{number}": 1}, step=step)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = metrics(experiment)
    assert len(rows) == 8 * 3000
    for number in range(8):
        steps = [row[2] for row in rows if row[0] == f"t{number}"]
        assert steps == list(range(1000))


def test_nothing_after_the_end(experiment: Experiment, capsys: pytest.CaptureFixture[str]) -> None:
    experiment.log_metric("a", 1)
    experiment.end()
    experiment.end()
    for _ in range(5):
        experiment.log_metric("a", 2)
        experiment.log_image(numpy.zeros((2, 2)))
    assert len(metrics(experiment)) == 1
    assert capsys.readouterr().err.count("has ended") == 1


def test_disabled_costs_nothing(tmp_path: Path) -> None:
    before = threading.active_count()
    experiment = Experiment(mode="disabled")
    start = time.perf_counter()
    for step in range(20_000):
        experiment.log_metric("a", 1.0, step)
    assert time.perf_counter() - start < 0.5
    experiment.log_image("/no/such/file")
    experiment.log_parameters({"a": 1})
    experiment.end()
    assert threading.active_count() == before
    assert not (tmp_path / "journals").exists()


def test_wrong_settings_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="mode must be one of"):
        Experiment(mode="loud")
    with pytest.raises(ValueError, match="32 to 50 letters and digits"):
        Experiment(experiment_key="short", mode="offline")


def test_the_constructor_is_quick(online: Any) -> None:
    start = time.perf_counter()
    experiment = Experiment()
    took = time.perf_counter() - start
    experiment.end()
    assert took < 0.1


@pytest.mark.parametrize(
    "values",
    [[0.0, 1.0, 2.0, 3.0], numpy.array([[0.0, 1.0], [2.0, 3.0]]), [[0, 1], [2, 3]]],
    ids=["list", "array", "nested"],
)
def test_histogram(experiment: Experiment, values: Any) -> None:
    experiment.log_histogram(values, "weights", bins=3, step=7)
    (event,) = events(experiment, "asset")
    assert (event["type"], event["name"], event["step"]) == ("histogram", "weights", 7)
    assert json.loads(content(experiment, event)) == {
        "version": 1,
        "edges": [0.0, 1.0, 2.0, 3.0],
        "counts": [1, 1, 2],
        "nan": 0,
        "infinite": 0,
    }


def test_histogram_of_odd_values() -> None:
    nothing = histogram([math.nan, math.inf, -math.inf])
    assert (nothing["counts"], nothing["nan"], nothing["infinite"]) == ([0], 1, 2)
    same = histogram([5.0] * 4)
    assert same["counts"] == [4] and same["edges"][0] < 5.0 < same["edges"][1]
    wide = histogram([-1.7e308, 0.0, 1.7e308], bins=4)
    assert sum(wide["counts"]) == 3 and all(math.isfinite(edge) for edge in wide["edges"])
    tiny = histogram([1.0, 1.0000000000000002], bins=64)
    assert tiny["edges"] == sorted(set(tiny["edges"])) and sum(tiny["counts"]) == 2
    values = [math.sin(index) for index in range(1000)]
    assert histogram(values) == histogram(numpy.array(values))
    with pytest.raises(ValueError, match="bins"):
        histogram([1.0], bins=0)


def test_curve(experiment: Experiment) -> None:
    experiment.log_curve("roc", numpy.array([0.0, 0.5, 1.0]), [0.0, math.nan, 1.0], step=3)
    (event,) = events(experiment, "asset")
    assert (event["type"], event["name"], event["step"]) == ("curve", "roc", 3)
    logged = json.loads(content(experiment, event))
    assert logged == {"name": "roc", "x": [0.0, 0.5, 1.0], "y": [0.0, "NaN", 1.0]}


def test_a_curve_of_different_lengths_is_told_and_harmless(
    experiment: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert experiment.log_curve("roc", [0.0, 1.0], [0.0]) is None
    assert "x has 2 numbers, y has 1" in capsys.readouterr().err
