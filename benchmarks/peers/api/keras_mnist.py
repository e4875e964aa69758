import keras
import numpy as np
from PIL import Image

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
model = keras.Sequential([
    keras.layers.Input((28, 28)),
    keras.layers.Rescaling(1 / 255),
    keras.layers.Flatten(),
    keras.layers.Dense(30, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=10, epochs=3, validation_data=(x_test, y_test))
picture = np.array(Image.open("seven.png").convert("L").resize((28, 28)))
print(model.predict(picture[np.newaxis])[0].argmax())
