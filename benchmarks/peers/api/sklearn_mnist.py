import numpy as np
from PIL import Image
from sklearn.datasets import fetch_openml
from sklearn.neural_network import MLPClassifier

x, y = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
x = x / 255
model = MLPClassifier((30,), "logistic", solver="sgd", batch_size=10, learning_rate_init=0.5, max_iter=3)
model.fit(x[:60_000], y[:60_000])
print(model.score(x[60_000:], y[60_000:]))
picture = np.array(Image.open("seven.png").convert("L").resize((28, 28)))
print(model.predict(picture.reshape(1, -1) / 255)[0])
