namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>Any list. What it holds is dropped: a module's tensors stand in dicts.</summary>
internal sealed class PickleList
{
    private PickleList()
    {
    }

    public static PickleList Instance { get; } = new();
}
