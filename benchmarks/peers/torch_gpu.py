"""PyTorch with the data resident on the device: eager, or its steps captured in CUDA graphs, also of a compiled step; or many
networks at once, their products as batched products, captured too.

    torch_gpu.py --mode eager | graph-1 | graph-50 | compile-50 | many-50 [--device cpu]

The algorithm, the initial weights and the learning rates are those of torch_peer.py. The order of each epoch is drawn on the device.
The last mini-batch of an epoch is short: it is a step, and a graph, of its own.
"""

import inspect

import gpu
import mnist

given = gpu.arguments(("eager", "graph-1", "graph-50", "compile-1", "compile-50", "many-50"))
try:
    import torch
except ImportError as absent:
    gpu.missing(f"PyTorch is not installed: {absent}")
if given.device == "cuda" and not torch.cuda.is_available():
    gpu.missing("PyTorch finds no GPU")
if given.device == "cpu" and given.mode.startswith("graph"):
    gpu.missing("CUDA graphs need a GPU")

GROUPS = (128, 1, 32)  # networks at once, the most valuable number first

device = torch.device(given.device)
torch.manual_seed(given.seed)
images, labels, validation_images, validation_labels = (torch.from_numpy(part).to(device) for part in mnist.load(given.data))
count = len(images)


def synchronize():
    if device.type == "cuda":
        torch.cuda.synchronize()


class Eager:
    """Layers, loss and optimizer of the library, and its automatic differentiation."""

    def __init__(self, layers, eta):
        weights, biases = mnist.initial(layers, given.seed)
        modules = []
        for w, b in zip(weights, biases):
            layer = torch.nn.Linear(*w.shape)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(w.T.copy()))
                layer.bias.copy_(torch.from_numpy(b))
            modules += [layer, torch.nn.Sigmoid()]
        self.network = torch.nn.Sequential(*modules[:-1]).to(device)  # the loss has the last sigmoid
        # The mean over images and outputs; the learning rate makes up for it.
        self.loss = torch.nn.BCEWithLogitsLoss()
        linear = [module for module in modules if isinstance(module, torch.nn.Linear)]
        fused = device.type == "cuda" and "fused" in inspect.signature(torch.optim.SGD).parameters
        self.optimizer = torch.optim.SGD(
            [
                {"params": [layer.weight for layer in linear], "weight_decay": given.lmbda / count / layers[-1]},
                {"params": [layer.bias for layer in linear]},
            ],
            lr=eta * layers[-1],
            **({"fused": True} if fused else {"foreach": True}),
        )
        self.targets = torch.nn.functional.one_hot(labels, layers[-1]).float()

    def step(self, chosen):
        self.optimizer.zero_grad(set_to_none=True)
        x, y = (part.index_select(0, chosen.flatten()).view(*chosen.shape, -1) for part in (images, self.targets))
        self.loss(self.network(x), y).backward()
        self.optimizer.step()

    def logits(self, x):
        return self.network(x)


class Many(Eager):
    """Networks of equal initial weights, each with an order of its own, as batched products."""

    def __init__(self, layers, eta, networks):
        weights, biases = mnist.initial(layers, given.seed)
        self.weights, self.biases = (
            [torch.from_numpy(each).to(device).repeat(networks, *[1] * each.ndim).requires_grad_() for each in part]
            for part in (weights, biases))
        self.loss = torch.nn.BCEWithLogitsLoss()  # the mean over networks too
        fused = device.type == "cuda" and "fused" in inspect.signature(torch.optim.SGD).parameters
        self.optimizer = torch.optim.SGD(
            [{"params": self.weights, "weight_decay": given.lmbda / count / layers[-1] / networks}, {"params": self.biases}],
            lr=eta * layers[-1] * networks,
            **({"fused": True} if fused else {"foreach": True}),
        )
        self.targets = torch.nn.functional.one_hot(labels, layers[-1]).float()

    def network(self, x):
        for layer, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = torch.baddbmm(b.unsqueeze(1), x if layer == 0 else torch.sigmoid(x), w)
        return x

    def logits(self, x):
        for layer, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = torch.addmm(b[0], x if layer == 0 else torch.sigmoid(x), w[0])
        return x


class Compiled:
    """The same step as one compiled function that changes the parameters in place, its gradient by torch.func."""

    def __init__(self, layers, eta):
        weights, biases = mnist.initial(layers, given.seed)
        self.parameters = [torch.from_numpy(each).to(device) for pair in zip(weights, biases) for each in pair]
        self.targets = torch.nn.functional.one_hot(labels, layers[-1]).float()
        self.eta = eta
        torch._dynamo.reset()  # else it stops compiling after the eighth shape
        self.compiled = torch.compile(self.update, dynamic=False, fullgraph=True)

    def loss(self, parameters, x, y):
        cost = torch.nn.functional.binary_cross_entropy_with_logits(self.logits(x, parameters), y, reduction="sum")
        return cost / len(x)

    def update(self, parameters, chosen):
        x, y = images.index_select(0, chosen), self.targets.index_select(0, chosen)
        gradients = torch.func.grad(self.loss)(parameters, x, y)
        decay = 1 - self.eta * given.lmbda / count
        for parameter, gradient in zip(parameters, gradients):
            parameter.copy_((parameter if parameter.dim() == 1 else decay * parameter) - self.eta * gradient)

    def step(self, chosen):
        with torch.no_grad():
            self.compiled(self.parameters, chosen)

    def logits(self, x, parameters=None):
        parameters = parameters or self.parameters
        for layer in range(0, len(parameters), 2):
            x = torch.addmm(parameters[layer + 1], x, parameters[layer])
            if layer + 2 < len(parameters):
                x = torch.sigmoid(x)
        return x


def captured(model, steps, chosen, position):
    """Returns a graph of steps on the mini-batches that `chosen` returns; `position` moves on in the graph."""

    def several():
        for _ in range(steps):
            model.step(chosen())
            position.add_(1)

    stream = torch.cuda.Stream()  # warmed up apart, as capturing wants it
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            model.step(chosen())
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        several()
    return graph


def order_of_epoch(networks):
    """Returns an order of the images, or one in each row for networks that are trained at once."""
    return torch.rand(networks, count, device=device).argsort(dim=1) if networks else torch.randperm(count, device=device)


def prepare(layers, batch, eta, networks):
    kind, _, steps = given.mode.partition("-")
    steps = int(steps or 1)
    model = Many(layers, eta, networks) if networks else (Compiled if kind == "compile" else Eager)(layers, eta)

    def eager_epoch():
        for chosen in order_of_epoch(networks).split(batch, dim=-1):
            model.step(chosen)

    def accuracy():
        with torch.no_grad():
            return (model.logits(validation_images).argmax(dim=1) == validation_labels).float().mean()

    if kind == "eager" or device.type == "cpu":
        return eager_epoch, accuracy, synchronize

    start = [parameter.detach().clone() for parameter in parameters_of(model)]
    order = order_of_epoch(networks)
    position = torch.zeros(1, dtype=torch.int64, device=device)
    full = count // batch
    batches = order[..., :full * batch].unflatten(-1, (full, batch))

    def chosen():
        return batches.index_select(-2, position).squeeze(-2)

    one = captured(model, 1, chosen, position)
    many = captured(model, steps, chosen, position) if steps > 1 else None
    last = captured(model, 1, lambda: order[..., full * batch:], position) if full * batch < count else None
    with torch.no_grad():  # warming up has trained
        for parameter, initial in zip(parameters_of(model), start):
            parameter.copy_(initial)

    def epoch():
        order.copy_(order_of_epoch(networks))
        position.zero_()
        for _ in range(full // steps if many else 0):
            many.replay()
        for _ in range(full % steps if many else full):
            one.replay()
        if last:
            last.replay()

    return epoch, accuracy, synchronize


def parameters_of(model):
    if isinstance(model, Many):
        return model.weights + model.biases
    return model.parameters if isinstance(model, Compiled) else list(model.network.parameters())


NAMES = {"eager": "eager", "graph-1": "CUDA graph of 1 step", "graph-50": "CUDA graph of 50 steps",
         "compile-1": "torch.compile, graph of 1 step", "compile-50": "torch.compile, graph of 50 steps",
         "many-50": "bmm over networks, CUDA graph of 50 steps"}
gpu.run(f"PyTorch {torch.__version__} {NAMES[given.mode]}", given, prepare, GROUPS if given.mode.startswith("many") else (None,))
