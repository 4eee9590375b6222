namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>Any list. Its items are dropped: a module's tensors are in dicts.</summary>
internal sealed class PickleList
{
    private PickleList()
    {
    }

    public static PickleList Instance { get; } = new();
}
