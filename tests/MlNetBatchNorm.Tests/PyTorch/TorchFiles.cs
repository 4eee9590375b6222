namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>The files of Reference/state_dicts.py, and what stands in them.</summary>
internal static class TorchFiles
{
    private const string Expected = "state_dicts/expected.json";

    /// <summary>Every module in every file.</summary>
    public static IReadOnlyList<Module> Modules { get; } = ReferenceFile.Cases<Module>(Expected, "accepted");

    /// <summary>Every file that is no state dict of a BatchNorm, and what the error must say.</summary>
    public static IReadOnlyList<Refused> Refusals { get; } = ReferenceFile.Cases<Refused>(Expected, "refused");

    /// <summary>Every file with a module, bn1., of which the weight or the bias is missing.</summary>
    public static IReadOnlyList<Half> Incomplete { get; } = ReferenceFile.Cases<Half>(Expected, "incomplete");

    public static string PathOf(string file) => Path.Combine(TorchCase.Folder, "state_dicts", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    public static Module Find(string file, string prefix) => Modules.Single(module => module.File == file && module.Prefix == prefix);

    public static BatchNormParameters Load(string file, string prefix) => IsSafetensors(file)
        ? BatchNormParameters.LoadSafetensors(PathOf(file), prefix)
        : BatchNormParameters.LoadStateDict(PathOf(file), prefix);

    public static BatchNormParameters Load(string file, string prefix, Stream stream) => Path.GetExtension(file) switch
    {
        ".safetensors" => BatchNormParameters.LoadSafetensors(stream, prefix),
        ".dat" => BatchNormParameters.LoadTorchSharp(stream, prefix),
        _ => BatchNormParameters.LoadStateDict(stream, prefix),
    };

    private static bool IsSafetensors(string file) => Path.GetExtension(file) == ".safetensors";

    internal sealed record Module(
        string File, string Prefix, long NumBatchesTracked, float[] RunningMean, float[] RunningVariance, float[]? Weight, float[]? Bias)
    {
        public BatchNormParameters ToParameters() => new(RunningMean, RunningVariance, Weight, Bias, numBatchesTracked: NumBatchesTracked);
    }

    internal sealed record Half(string File, string Missing);

    internal sealed record Refused(string File, string Because);
}
