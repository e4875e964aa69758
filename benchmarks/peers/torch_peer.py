"""The same in PyTorch, eagerly, with its own optimizer, loss and layers; the data in one tensor, mini-batches by index.

Its loss is the mean over images and outputs, that of the others the mean over images of the sum: the learning rate makes up for it.
"""

import torch

import mnist

given = mnist.arguments()
images, labels, validation_images, validation_labels = (torch.from_numpy(part) for part in mnist.load(given.data))
targets = torch.nn.functional.one_hot(labels, given.layers[-1]).float()
weights, biases = mnist.initial(given.layers, given.seed)

modules = []
for w, b in zip(weights, biases):
    layer = torch.nn.Linear(*w.shape)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(w.T))
        layer.bias.copy_(torch.from_numpy(b))
    modules += [layer, torch.nn.Sigmoid()]
network = torch.nn.Sequential(*modules[:-1])  # the loss has the last sigmoid
loss = torch.nn.BCEWithLogitsLoss()
linear = [module for module in modules if isinstance(module, torch.nn.Linear)]
optimizer = torch.optim.SGD(
    [
        {"params": [layer.weight for layer in linear], "weight_decay": given.lmbda / len(images) / given.layers[-1]},
        {"params": [layer.bias for layer in linear]},
    ],
    lr=given.eta * given.layers[-1],
    foreach=True,
)
torch.manual_seed(given.seed)


def epoch():
    for chosen in torch.randperm(len(images)).split(given.batch):
        optimizer.zero_grad(set_to_none=True)
        loss(network(images.index_select(0, chosen)), targets.index_select(0, chosen)).backward()
        optimizer.step()


def accuracy():
    with torch.no_grad():
        return (network(validation_images).argmax(dim=1) == validation_labels).float().mean()


# Its own build's, while NumPy, loaded beside it, reports the OpenBLAS that it brings.
mkl = {"blas": "Intel MKL"} if torch.backends.mkl.is_available() else {}
mnist.report("PyTorch " + torch.__version__, given, epoch, accuracy, **mkl)
