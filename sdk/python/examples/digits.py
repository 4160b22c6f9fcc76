"""Trains small neural networks on scikit-learn's handwritten digits, and records every one.

    python digits.py              # eight models, about half a minute
    python digits.py --quick      # two short ones
    python digits.py --models 4   # the first four

The network and its gradients are plain NumPy. Needs `numpy` and `scikit-learn`.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

from suisei import Experiment

SETTINGS: list[dict[str, Any]] = [
    {"optimizer": "adam", "learning_rate": 0.002, "hidden": [128, 64]},
    {"optimizer": "momentum", "learning_rate": 0.05, "hidden": [128, 64]},
    {"optimizer": "sgd", "learning_rate": 0.1, "hidden": [128, 64]},
    {"optimizer": "adam", "learning_rate": 0.02, "hidden": [128, 64]},
    {"optimizer": "adam", "learning_rate": 0.002, "hidden": [32]},
    {"optimizer": "momentum", "learning_rate": 0.3, "hidden": [64]},
    {"optimizer": "sgd", "learning_rate": 0.01, "hidden": [64]},
    {"optimizer": "adam", "learning_rate": 0.0005, "hidden": [256, 128]},
]


class Network:
    """Layers with rectified units and a softmax at the end."""

    def __init__(self, sizes: list[int], random: np.random.Generator) -> None:
        self.weights: list[np.ndarray] = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            scale = np.sqrt(2.0 / inputs)
            self.weights += [random.normal(0, scale, (inputs, outputs)), np.zeros(outputs)]

    def forward(self, inputs: np.ndarray) -> list[np.ndarray]:
        """The activations of every layer; the last are probabilities."""
        layers = [inputs]
        for at in range(0, len(self.weights), 2):
            sums = layers[-1] @ self.weights[at] + self.weights[at + 1]
            layers.append(np.maximum(sums, 0))
        scores = np.exp(sums - sums.max(axis=1, keepdims=True))
        layers[-1] = scores / scores.sum(axis=1, keepdims=True)
        return layers

    def loss_and_gradients(
        self, inputs: np.ndarray, labels: np.ndarray
    ) -> tuple[float, list[np.ndarray]]:
        """The mean cross-entropy, and its gradient for every weight."""
        layers = self.forward(inputs)
        rows = np.arange(len(labels))
        loss = -np.log(layers[-1][rows, labels] + 1e-12).mean()
        error = layers[-1].copy()
        error[rows, labels] -= 1
        error /= len(labels)
        gradients: list[np.ndarray] = []
        for at in range(len(self.weights) - 2, -1, -2):
            before = layers[at // 2]
            gradients = [before.T @ error, error.sum(axis=0), *gradients]
            error = (error @ self.weights[at].T) * (before > 0)
        return float(loss), gradients


class Optimizer:
    """Gradient descent: plain (`sgd`), with `momentum`, or `adam`."""

    def __init__(self, kind: str, weights: list[np.ndarray]) -> None:
        self.kind = kind
        self.first = [np.zeros_like(weight) for weight in weights]
        self.second = [np.zeros_like(weight) for weight in weights]
        self.steps = 0

    def update(self, weights: list[np.ndarray], gradients: list[np.ndarray], rate: float) -> None:
        self.steps += 1
        for weight, gradient, first, second in zip(weights, gradients, self.first, self.second):
            if self.kind == "sgd":
                weight -= rate * gradient
            elif self.kind == "momentum":
                first *= 0.9
                first += gradient
                weight -= rate * first
            else:
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient**2 - second)
                mean = first / (1 - 0.9**self.steps)
                spread = np.sqrt(second / (1 - 0.999**self.steps))
                weight -= rate * mean / (spread + 1e-8)


def shifted(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The images, each moved by at most one pixel."""
    moved = [
        np.roll(image, random.integers(-1, 2, size=2), axis=(0, 1))
        for image in images.reshape(-1, 8, 8)
    ]
    return np.stack(moved).reshape(len(images), -1)


def sheet(images: np.ndarray, zoom: int = 8) -> np.ndarray:
    """Up to sixteen digits in rows of four, enlarged."""
    tiles = np.zeros((16, 10, 10))
    for tile, image in zip(tiles, images):
        tile[1:-1, 1:-1] = image.reshape(8, 8)
    square = tiles.reshape(4, 4, 10, 10).swapaxes(1, 2).reshape(40, 40)
    return np.kron(square, np.ones((zoom, zoom)))


def train(settings: dict[str, Any], epochs: int, seed: int, data: list[np.ndarray]) -> float:
    """Trains one model as one experiment; returns its accuracy on the validation set."""
    train_x, val_x, train_y, val_y = data
    random = np.random.default_rng(seed)
    network = Network([64, *settings["hidden"], 10], random)
    optimizer = Optimizer(settings["optimizer"], network.weights)
    batch_size = 32
    name = f"{settings['optimizer']} {settings['learning_rate']}"

    experiment = Experiment(project_name="digits", name=name)
    experiment.log_parameters(
        {**settings, "epochs": epochs, "batch_size": batch_size, "seed": seed}
    )
    experiment.add_tags([settings["optimizer"], "mlp"])

    step = 0
    total = epochs * (len(train_x) // batch_size)
    for epoch in range(1, epochs + 1):
        order = random.permutation(len(train_x))
        for start in range(0, len(order) - batch_size + 1, batch_size):
            rows = order[start : start + batch_size]
            loss, gradients = network.loss_and_gradients(
                shifted(train_x[rows], random), train_y[rows]
            )
            rate = settings["learning_rate"] * 0.5 * (1 + np.cos(np.pi * step / total))
            optimizer.update(network.weights, gradients, rate)
            norm = np.sqrt(sum(float((gradient**2).sum()) for gradient in gradients))
            experiment.log_metrics(
                {"train/loss": loss, "train/lr": rate, "train/grad_norm": norm},
                step=step,
                epoch=epoch,
            )
            step += 1

        scores = network.forward(val_x)[-1]
        predicted = scores.argmax(axis=1)
        accuracy = float((predicted == val_y).mean())
        val_loss = -np.log(scores[np.arange(len(val_y)), val_y] + 1e-12).mean()
        experiment.log_metrics({"val/acc": accuracy, "val/loss": val_loss}, step=step, epoch=epoch)
        print(f"{name}  epoch {epoch:3}/{epochs}  loss {loss:.4f}  accuracy {accuracy:.4f}")

        wrong = val_x[predicted != val_y]
        if len(wrong) and (epoch == epochs or epoch % 5 == 1):
            experiment.log_image(sheet(wrong), "misclassified", step=step, epoch=epoch)

    experiment.log_confusion_matrix(val_y, predicted, labels=[str(digit) for digit in range(10)])
    experiment.log_other("final accuracy", round(accuracy, 4))
    experiment.end()
    return accuracy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two models, a few epochs")
    parser.add_argument("--models", type=int, help=f"how many models, at most {len(SETTINGS)}")
    parser.add_argument("--epochs", type=int, help="epochs of each model")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    models = chosen.models or (2 if chosen.quick else len(SETTINGS))
    epochs = chosen.epochs or (5 if chosen.quick else 40)

    digits = load_digits()
    data = train_test_split(
        digits.data / 16.0, digits.target, test_size=0.25, random_state=0, stratify=digits.target
    )
    with threadpool_limits(1):  # Matrices this small are slower on several threads.
        for number, settings in enumerate(SETTINGS[:models]):
            accuracy = train(settings, epochs, chosen.seed + number, data)
            print(f"model {number + 1} of {models}: {accuracy:.1%} of the digits are right\n")


if __name__ == "__main__":
    main()
