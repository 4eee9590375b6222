namespace MlNetBatchNorm.PyTorch;

/// <summary>Why a BatchNorm module of a file is not read; it never leaves this room.</summary>
internal sealed class ModuleFault : Exception
{
    public ModuleFault(string ending, string message, string? remedy = null, bool isMissing = false)
        : base(message)
    {
        Ending = ending;
        Remedy = remedy;
        IsMissing = isMissing;
    }

    /// <summary>The name of the tensor in the module, "running_var".</summary>
    public string Ending { get; }

    /// <summary>What to do about it; null for what the format has to say.</summary>
    public string? Remedy { get; }

    /// <summary>Whether the file has no such tensor.</summary>
    public bool IsMissing { get; }
}
