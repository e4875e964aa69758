import numpy as np
from sklearn.neural_network import MLPClassifier

x = np.random.default_rng(1).uniform(-1, 1, (2000, 2)).astype("float32")
y = np.where(np.hypot(x[:, 0], x[:, 1]) < 0.8, "inside", "outside")
model = MLPClassifier((10,), batch_size=10, max_iter=50)
model.fit(x, y)
print(model.score(x, y))
print(model.predict([[0.1, -0.2]])[0])
