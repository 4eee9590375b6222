namespace MlNetBatchNorm.PyTorch.StateDict.Pickle;

/// <summary>A class or a function that a pickle names; it is only ever compared, never looked up or called.</summary>
/// <param name="Module">The Python module.</param>
/// <param name="Name">The name in the module.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
