using System.Numerics.Tensors;

namespace SimpleCnn.Training;

/// <summary>Stochastic gradient descent, without momentum or decay: a step of <paramref name="rate"/> against the gradient.</summary>
internal sealed class Sgd(float rate)
{
    public void Step(Network network) =>
        network.VisitParameters((values, gradient) => TensorPrimitives.MultiplyAdd(gradient, -rate, values, values));
}
