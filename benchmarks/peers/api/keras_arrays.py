import keras
import numpy as np

x = np.random.default_rng(1).uniform(-1, 1, (2000, 2)).astype("float32")
y = (np.hypot(x[:, 0], x[:, 1]) < 0.8).astype(int)
model = keras.Sequential([
    keras.layers.Input((2,)),
    keras.layers.Dense(10, activation="relu"),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=10, epochs=50)
print(["outside", "inside"][model.predict(np.array([[0.1, -0.2]]))[0].argmax()])
