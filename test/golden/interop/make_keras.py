"""Keras models as users save them, and what they give; writes keras-*.h5 and expected-keras.json beside this file.

    pip install keras numpy h5py
    python make_keras.py

x and y are [batch, time, unit]. The first states are zero.
"""
import json, os
os.environ["KERAS_BACKEND"] = os.environ.get("KERAS_BACKEND", "torch")
import keras, numpy as np
from keras import layers

keras.utils.set_random_seed(11)
HERE = os.path.dirname(os.path.abspath(__file__))


def sequential(*stack):
    return keras.Sequential([keras.Input((7, 3)), *stack])


def functional():
    x = keras.Input((7, 3), name="ticks")
    h = layers.GRU(4, return_sequences=True, reset_after=False, name="below")(x)
    h = layers.Dropout(0.3)(h)
    h = layers.LSTM(5, return_sequences=True, name="above")(h)
    return keras.Model(x, layers.TimeDistributed(layers.Dense(2), name="head")(h))


MODELS = {
    "keras-simple-rnn.h5": sequential(layers.SimpleRNN(5, return_sequences=True), layers.Dense(2)),
    "keras-lstm.h5": sequential(layers.LSTM(5, return_sequences=True), layers.Dense(2)),
    "keras-gru-reset-after.h5": sequential(layers.GRU(5, return_sequences=True), layers.Dense(2, use_bias=False)),
    "keras-gru-reset-before.h5": sequential(layers.GRU(5, return_sequences=True, reset_after=False)),
    "keras-functional.h5": functional(),
}
expected = {}
for name, model in MODELS.items():
    rng = np.random.default_rng(3)
    model.set_weights([rng.normal(size=w.shape).astype("f") * 0.6 for w in model.get_weights()])  # biases too
    x = rng.normal(size=(2, 7, 3)).astype("f")
    model.save(os.path.join(HERE, name))
    expected[name] = dict(x=x.tolist(), y=np.asarray(model.predict(x, verbose=0)).tolist())
json.dump(expected, open(os.path.join(HERE, "expected-keras.json"), "w"))
print("keras", keras.__version__, keras.backend.backend(), ", ".join(sorted(MODELS)))
