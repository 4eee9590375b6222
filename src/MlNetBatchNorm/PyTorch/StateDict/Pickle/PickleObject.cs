namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>
/// What a class or a function that this reader does not know would have made: nothing is imported or run. It stands for whatever it is where
/// nobody asks for it, and keeps named entries, because classes derived from dict hold tensors too.
/// </summary>
/// <param name="origin">The class or function, "numpy.ndarray".</param>
internal sealed class PickleObject(string origin) : PickleDict
{
    public string Origin => origin;
}
