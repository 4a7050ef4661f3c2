"""Writes metrics.json: metrics of seeded cases by other people's implementations.

python3 -m venv venv && venv/bin/pip install utilsforecast sktime properscoring scikit-learn scipy statsmodels dieboldmariano
venv/bin/python make_golden.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import properscoring
from dieboldmariano import dm_test
from scipy import stats
from sklearn import metrics as sk
from sktime.performance_metrics.forecasting import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_absolute_scaled_error,
    mean_squared_error,
    mean_squared_scaled_error,
)
from sktime.performance_metrics.forecasting.probabilistic import EmpiricalCoverage, IntervalWidth
from statsmodels.stats.proportion import proportion_confint
from utilsforecast import losses as uf

packages = ["utilsforecast", "sktime", "properscoring", "scikit-learn", "scipy", "statsmodels", "dieboldmariano", "numpy"]


def point_case(seed, count, season):
    rng = np.random.default_rng(seed)
    history = 50 + np.cumsum(rng.normal(size=80)) + 5 * np.sin(np.arange(80) * 2 * np.pi / season)
    actual = history[-1] + np.cumsum(rng.normal(size=count))
    last = np.concatenate([[history[-1]], actual[:-1]])
    forecast = last + rng.normal(size=count)
    other = last + 0.7 * rng.normal(size=count)
    frame = pd.DataFrame({"unique_id": "a", "ds": np.arange(count), "y": actual, "f": forecast})
    train = pd.DataFrame({"unique_id": "a", "ds": np.arange(-len(history), 0), "y": history})
    mase_uf = uf.mase(frame, ["f"], seasonality=season, train_df=train)["f"][0]
    rmsse_uf = uf.rmsse(frame, ["f"], seasonality=season, train_df=train)["f"][0]
    mase_sk = mean_absolute_scaled_error(actual, forecast, y_train=history, sp=season)
    rmsse_sk = mean_squared_scaled_error(actual, forecast, y_train=history, sp=season, square_root=True)
    assert abs(mase_uf - mase_sk) < 1e-12 and abs(rmsse_uf - rmsse_sk) < 1e-12
    moved = actual != last
    hits = int(np.sum(np.sign(forecast - last)[moved] == np.sign(actual - last)[moved]))
    low, high = proportion_confint(hits, int(moved.sum()), alpha=0.05, method="wilson")
    horizons = {}
    for horizon in (1, 2, 5):
        for name, loss in (("absolute", lambda e: np.abs(e)), ("squared", lambda e: e**2)):
            statistic, p = dm_test(
                actual, forecast, other, loss=lambda a, b, loss=loss: loss(a - b), h=horizon,
                harvey_correction=True, variance_estimator="acf",
            )
            horizons[f"{name} {horizon}"] = {"statistic": float(statistic), "pValue": float(p)}
    return {
        "actual": actual.tolist(),
        "forecast": forecast.tolist(),
        "other": other.tolist(),
        "last": last.tolist(),
        "history": history.tolist(),
        "season": season,
        "mae": float(mean_absolute_error(actual, forecast)),
        "rmse": float(mean_squared_error(actual, forecast, square_root=True)),
        "smape": float(mean_absolute_percentage_error(actual, forecast, symmetric=True)),
        "mase": float(mase_sk),
        "rmsse": float(rmsse_sk),
        "direction": {"accuracy": hits / int(moved.sum()), "lower": float(low), "upper": float(high)},
        "dieboldMariano": horizons,
    }


def quantile_case(seed, count, members):
    rng = np.random.default_rng(seed)
    actual = rng.normal(10, 2, size=count)
    quantiles = np.sort(10 + rng.normal(size=(count, members)) * 2, axis=1)
    levels = (np.arange(members) + 0.5) / members
    lower, upper = quantiles[:, 1], quantiles[:, -2]
    nominal = float(levels[-2] - levels[1])
    intervals = pd.DataFrame(
        np.stack([lower, upper], axis=1),
        columns=pd.MultiIndex.from_tuples([("y", nominal, "lower"), ("y", nominal, "upper")]),
    )
    truth = pd.DataFrame({"y": actual})
    alpha = 1 - nominal
    # Gneiting and Raftery (2007), equation 43, term by term.
    score = np.mean(
        (upper - lower)
        + (2 / alpha) * (lower - actual) * (actual < lower)
        + (2 / alpha) * (actual - upper) * (actual > upper)
    )
    return {
        "actual": actual.tolist(),
        "quantiles": quantiles.tolist(),
        "levels": levels.tolist(),
        "lower": lower.tolist(),
        "upper": upper.tolist(),
        "nominal": nominal,
        "pinball": float(sk.mean_pinball_loss(actual, quantiles[:, 1], alpha=levels[1])),
        "crps": float(np.mean(properscoring.crps_ensemble(actual, quantiles))),
        "coverage": float(EmpiricalCoverage().evaluate(truth, intervals)),
        "width": float(IntervalWidth().evaluate(truth, intervals)),
        "intervalScore": float(score),
    }


def expected_calibration_error(actual, probabilities, bins):
    """As in the reference code of Guo et al. (2017): masks over bins (low, high]."""
    confidence, predicted = probabilities.max(axis=1), probabilities.argmax(axis=1)
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.mean() > 0:
            error += abs(confidence[inside].mean() - (predicted == actual)[inside].mean()) * inside.mean()
    return float(error)


def class_case(seed, count, classes):
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(count, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    actual = np.array([rng.choice(classes, p=row) for row in probabilities])
    predicted = probabilities.argmax(axis=1)
    labels = list(range(classes))
    onehot = np.eye(classes)[actual]
    return {
        "actual": actual.tolist(),
        "probabilities": probabilities.tolist(),
        "accuracy": float(sk.accuracy_score(actual, predicted)),
        "macroF1": float(sk.f1_score(actual, predicted, average="macro")),
        "logLoss": float(sk.log_loss(actual, probabilities, labels=labels)),
        "brier": float(sum(sk.mean_squared_error(onehot[:, n], probabilities[:, n]) for n in labels)),
        "expectedCalibrationError": expected_calibration_error(actual, probabilities, 15),
        "perplexity": float(np.exp(sk.log_loss(actual, probabilities, labels=labels))),
        "top2": float(sk.top_k_accuracy_score(actual, probabilities, k=2, labels=labels)) if classes > 2 else None,
    }


# M4's own definition on a worked example by hand: (0.8 / 1.0 + 1.5 / 2.0) / 2.
owa = {"smape": 0.8, "mase": 1.5, "naive2": {"smape": 1.0, "mase": 2.0}, "owa": 0.775}
probabilities = [1e-300, 1e-20, 1e-6, 0.001, 0.025, 0.2, 0.5, 0.61, 0.925, 0.975, 0.9999]
tails = [(0, 3), (0.01, 3), (-1.5, 5), (2, 10), (2.5, 1), (12, 7), (30, 7), (-0.3, 499), (1.96, 100000), (8, 2000)]
golden = {
    "made by": "make_golden.py",
    "packages": {name: version(name) for name in packages},
    "points": [point_case(1, 40, 1), point_case(2, 97, 7), point_case(3, 48, 24)],
    "quantiles": [quantile_case(4, 60, 9), quantile_case(5, 33, 20)],
    "classes": [class_case(6, 120, 2), class_case(7, 200, 5), class_case(8, 50, 11)],
    "owa": owa,
    "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in probabilities],
    "studentTails": [[t, df, float(2 * stats.t.sf(abs(t), df))] for t, df in tails],
}
Path(__file__).with_name("metrics.json").write_text(json.dumps(golden, indent=1) + "\n")
