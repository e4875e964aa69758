"""scikit-learn's MLPClassifier, an epoch a call; it has a softmax output and initial weights of its own."""

import sklearn
from sklearn.neural_network import MLPClassifier

import mnist

given = mnist.arguments()
images, labels, validation_images, validation_labels = mnist.load(given.data)
network = MLPClassifier(
    given.layers[1:-1],
    activation="logistic",
    solver="sgd",
    # It divides alpha by the size of the mini-batch.
    alpha=given.lmbda * given.batch / len(images),
    batch_size=given.batch,
    learning_rate_init=given.eta,
    momentum=0,
    nesterovs_momentum=False,  # else each update is computed twice
    random_state=given.seed,
)
classes = sorted(set(labels))


def epoch():
    network.partial_fit(images, labels, classes=classes)


def accuracy():
    return network.score(validation_images, validation_labels)


mnist.report("scikit-learn " + sklearn.__version__, given, epoch, accuracy)
