using System.Diagnostics.CodeAnalysis;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.PyTorch;

/// <summary>A file format that PyTorch's models travel in, and how its faults are worded.</summary>
internal sealed class TorchFormat
{
    private readonly string _remedy;

    private TorchFormat(string name, string reader, string remedy)
    {
        Name = name;
        Reader = reader;
        _remedy = remedy;
    }

    public static TorchFormat Safetensors { get; } =
        new("safetensors file", nameof(BatchNormParameters.LoadSafetensors), "Save it again with safetensors.torch.save_file, or fetch an undamaged copy.");

    public static TorchFormat StateDict { get; } =
        new("state dict", nameof(BatchNormParameters.LoadStateDict), "Save it again with torch.save(model.state_dict(), path), or fetch an undamaged copy.");

    public static TorchFormat TorchSharp { get; } =
        new("TorchSharp file", nameof(BatchNormParameters.LoadTorchSharp), "Save it again with module.save(path), or fetch an undamaged copy.");

    /// <summary>The method that reads it.</summary>
    public string Reader { get; }

    /// <summary>What a file of the format is called in messages.</summary>
    public string Name { get; }

    /// <exception cref="FormatException">The condition does not hold.</exception>
    public void Require([DoesNotReturnIf(false)] bool condition, string fault)
    {
        if (!condition)
            throw Fault(fault);
    }

    /// <summary>The error for a file that is not what it must be.</summary>
    public Exception Fault(string fault) => Fault(fault, _remedy);

    /// <summary>The error for a file that is not what it must be, with a remedy of its own.</summary>
    public Exception Fault(string fault, string remedy) => Errors.Model($"The {Name} cannot be read: {fault}. {remedy}");
}
